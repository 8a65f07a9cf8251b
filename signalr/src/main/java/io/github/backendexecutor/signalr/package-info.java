/// The SignalR hub protocol, a hub that real clients connect to, and the Redis backplane of ASP.NET
/// Core.
@NullMarked
package io.github.backendexecutor.signalr;

import org.jspecify.annotations.NullMarked;

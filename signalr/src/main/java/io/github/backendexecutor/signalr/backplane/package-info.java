/// The Redis backplane of ASP.NET Core SignalR: the names of its channels and the bytes of its
/// payloads, both directions; knows no Redis client.
@NullMarked
package io.github.backendexecutor.signalr.backplane;

import org.jspecify.annotations.NullMarked;

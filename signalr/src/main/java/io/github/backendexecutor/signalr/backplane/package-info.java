/// The Redis backplane of ASP.NET Core SignalR: the names of its channels, the bytes of its
/// payloads, and a peer that takes part with a hub; knows no Redis client.
@NullMarked
package io.github.backendexecutor.signalr.backplane;

import org.jspecify.annotations.NullMarked;

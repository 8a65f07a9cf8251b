/// The SignalR hub protocol: the messages, their JSON and MessagePack forms, framing and handshake;
/// pure values and functions, no connection.
@NullMarked
package io.github.backendexecutor.signalr.protocol;

import org.jspecify.annotations.NullMarked;

/// The three transports of SignalR over any HTTP server: an application binds a few small
/// interfaces to its own, and this room keeps the status codes, headers and turns that clients
/// expect.
@NullMarked
package io.github.backendexecutor.signalr.transport;

import org.jspecify.annotations.NullMarked;

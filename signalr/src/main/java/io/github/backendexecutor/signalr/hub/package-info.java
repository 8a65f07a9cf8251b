/// The hub itself, whatever carries its bytes: connections and their lives, methods that clients
/// call, groups and users, and sending to them.
@NullMarked
package io.github.backendexecutor.signalr.hub;

import org.jspecify.annotations.NullMarked;

/// A SignalR server for the JVM: the hub protocol, a hub that real clients connect to, and the
/// Redis backplane of ASP.NET Core, without a web framework. This room holds only what all others
/// share.
@NullMarked
package io.github.backendexecutor.signalr;

import org.jspecify.annotations.NullMarked;

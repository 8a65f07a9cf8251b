package io.github.backendexecutor.app.doctor;

import java.util.List;

/// Whether anybody listens where clients are told of their jobs. A wrong name of a hub is silent:
/// Redis takes every message and hands it to nobody.
record HubChecks(HubsLook hubs, boolean cluster) {
  private static final String CHECK = "hubs";

  List<Finding> findings() {
    String live =
        hubs.live().isEmpty() ? "no hub is alive" : "alive: " + String.join(", ", hubs.live());
    if (!hubs.shared() || hubs.held()) {
      return List.of(Finding.ok(CHECK, live));
    }
    String found = "no app holds clients of " + hubs.ours() + "; " + live;
    if (cluster) {
      return List.of(
          Finding.unknown(CHECK, found, "a Cluster tells only of the node that was asked"));
    }
    String advice =
        hubs.advice().isEmpty()
            ? "start the app, or correct SIGNALR_HUB and SIGNALR_CHANNEL_PREFIX"
            : String.join("; or ", hubs.advice());
    return List.of(Finding.warn(CHECK, found, advice));
  }
}

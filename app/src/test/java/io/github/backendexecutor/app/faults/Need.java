package io.github.backendexecutor.app.faults;

import java.util.function.BooleanSupplier;

/// What a machine must have for a row, and may lack.
record Need(String words, BooleanSupplier met) {
  static final Need NOTHING = new Need("nothing", () -> true);
  static final Need ROOT = new Need("root", Commands::areRoot);
  static final Need NETWORKS = new Need("root, ip netns and iptables", Enclave::possible);
  static final Need C = new Need("cc, the C compiler", Clocks::possible);

  /// The one out of the jar stands alone and asks no library for the time.
  static final Need SHARED_REDIS =
      new Need(
          "cc and a redis-server of the system",
          () -> Clocks.possible() && Commands.works("redis-server", "--version"));
}

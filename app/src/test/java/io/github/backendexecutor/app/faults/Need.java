package io.github.backendexecutor.app.faults;

import java.util.function.BooleanSupplier;

/// What a machine must have for a row, and may lack.
enum Need {
  NOTHING("", () -> true),
  ROOT("root", Commands::areRoot),
  NETWORKS("root, ip netns and iptables", Enclave::possible),
  C("cc, the C compiler", Clocks::possible),
  /// The one out of the jar stands alone and asks no library for the time.
  SHARED_REDIS("cc and a redis-server of the system", () -> Clocks.possible() && systemRedis());

  private final String words;
  private final BooleanSupplier there;

  Need(String words, BooleanSupplier there) {
    this.words = words;
    this.there = there;
  }

  private static boolean systemRedis() {
    return Commands.works("redis-server", "--version");
  }

  boolean met() {
    return there.getAsBoolean();
  }

  String words() {
    return words;
  }
}

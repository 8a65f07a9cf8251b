package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What lies between the processes and the two servers: calls take a moment, do not arrive, or do
/// their work and lose their answer.
final class Network {
  enum Server {
    DATABASE,
    REDIS;

    private RuntimeException away(String why) {
      IOException cause = new IOException(why);
      return this == DATABASE
          ? new StoreUnavailable(why, cause)
          : new StreamUnavailable(why, cause);
    }
  }

  private final RandomGenerator random;
  private final Set<Server> down = EnumSet.noneOf(Server.class);
  private final Map<Server, Double> losing = new EnumMap<>(Server.class);

  Network(RandomGenerator random) {
    this.random = random;
  }

  void setDown(Server server, boolean isDown) {
    if (isDown) {
      down.add(server);
    } else {
      down.remove(server);
    }
  }

  /// From now on this part of all calls loses its answer.
  void setLosing(Server server, double part) {
    losing.put(server, part);
  }

  Wire wire(ProcessClock clock) {
    return new Wire(clock);
  }

  /// The way of one process to the servers.
  final class Wire {
    private final ProcessClock clock;
    private final Set<Server> cut = EnumSet.noneOf(Server.class);

    private Wire(ProcessClock clock) {
      this.clock = clock;
    }

    void setCut(Server server, boolean isCut) {
      if (isCut) {
        cut.add(server);
      } else {
        cut.remove(server);
      }
    }

    boolean reaches(Server server) {
      return !cut.contains(server) && !down.contains(server);
    }

    /// Asks the server. The work is told whether its answer will be lost, and is done in one go.
    <A> A call(Server server, Function<Boolean, A> work) {
      dally();
      if (!reaches(server)) {
        sleep(Duration.ofMillis(random.nextInt(0, 1_000)));
        throw server.away("no way to it");
      }
      boolean lost = random.nextDouble() < losing.getOrDefault(server, 0.0);
      A answer = work.apply(lost);
      dally();
      if (lost) {
        throw server.away("the answer was lost");
      }
      return answer;
    }

    /// Is slow at a place where that matters.
    void linger() {
      if (random.nextInt(4) == 0) {
        sleep(Duration.ofMillis(random.nextInt(1, 8_000)));
      }
    }

    /// Lets others go first, now and then for a while. The scheduler is ours.
    @SuppressWarnings("ThreadPriorityCheck")
    void dally() {
      int what = random.nextInt(32);
      if (what == 0) {
        sleep(Duration.ofMillis(random.nextInt(1, random.nextInt(16) == 0 ? 8_000 : 300)));
      } else if (what < 12) {
        Thread.yield();
      }
    }

    void sleep(Duration time) {
      try {
        clock.sleep(time);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

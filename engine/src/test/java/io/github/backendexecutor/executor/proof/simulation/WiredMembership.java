package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.testing.InMemoryMembership;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// A seat at one witness, at the other end of the network.
final class WiredMembership implements Membership {
  private final InMemoryMembership seat;
  private final Network.Server server;
  private final Network.Wire wire;
  private final Sabotage sabotage;
  private final Runnable arrived;

  /// @param arrived called for each beat that arrives
  WiredMembership(
      InMemoryMembership seat,
      Network.Server server,
      Network.Wire wire,
      Sabotage sabotage,
      Runnable arrived) {
    this.seat = seat;
    this.server = server;
    this.wire = wire;
    this.sabotage = sabotage;
    this.arrived = arrived;
  }

  @Override
  public Map<InstanceId, Sign> beat() {
    return wire.call(
        server,
        _ -> {
          arrived.run();
          // in an order that is the same in every process that replays a seed
          Map<InstanceId, Sign> signs = new TreeMap<>(Comparator.comparing(InstanceId::value));
          signs.putAll(seat.beat());
          if (sabotage == Sabotage.SHOWS_THE_LIVING_AS_DEAD) {
            signs.replaceAll((_, sign) -> new Sign(1, false, false));
          }
          return signs;
        });
  }

  @Override
  public void leave() {
    if (wire.reaches(server)) {
      seat.leave();
    } else {
      seat.kill();
    }
  }
}

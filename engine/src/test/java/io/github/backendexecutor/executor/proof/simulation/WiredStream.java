package io.github.backendexecutor.executor.proof.simulation;

import static io.github.backendexecutor.executor.proof.simulation.Network.Server.REDIS;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.testing.InMemoryJobStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The streams of one process, at the other end of the network. Waits follow the simulated time.
final class WiredStream implements JobStream {
  private final InMemoryJobStream stream;
  private final Network.Wire wire;
  private final Witness oracle;
  private final Sabotage sabotage;

  WiredStream(InMemoryJobStream stream, Network.Wire wire, Site site) {
    this.stream = stream;
    this.wire = wire;
    this.oracle = site.oracle();
    this.sabotage = site.sabotage();
  }

  @Override
  public List<Delivery> read(Role role, int max, Duration wait) {
    List<Delivery> found = ask(() -> stream.read(role, max, Duration.ZERO));
    if (!found.isEmpty() || wait.isZero()) {
      return found;
    }
    wire.sleep(wait);
    return ask(() -> stream.read(role, max, Duration.ZERO));
  }

  @Override
  public List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known) {
    return ask(() ->
        sabotage == Sabotage.HIDES_PENDING ? List.of() : stream.pending(role, after, max, known));
  }

  @Override
  public void settle(Entry entry, String settleKey) {
    ask(() -> {
      oracle.settles(entry, settleKey);
      if (sabotage != Sabotage.NEVER_SETTLES) {
        stream.settle(entry, settleKey);
      }
      return true;
    });
  }

  @Override
  public boolean adopt(InstanceId gone) {
    return ask(() -> sabotage == Sabotage.HANDS_NOTHING_ON || stream.adopt(gone));
  }

  @Override
  public void leave() {
    ask(() -> {
      stream.leave();
      return true;
    });
  }

  private <A> A ask(Supplier<A> work) {
    return wire.call(REDIS, _ -> work.get());
  }
}

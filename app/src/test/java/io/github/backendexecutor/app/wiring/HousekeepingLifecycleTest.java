package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.config.RetentionConfig;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HousekeepingLifecycleTest {
  /// The rounds in which there is something to fold.
  private static final Set<Integer> BUSY = Set.of(6);

  private static final int ROUNDS = 12;

  private final List<Integer> folds = new ArrayList<>();
  private final List<Integer> cleanUps = new ArrayList<>();
  private int round;

  @Test
  void counters_are_folded_every_third_round_while_there_was_nothing_to_fold() throws Exception {
    RetentionConfig retention =
        new RetentionConfig(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 1);
    Rounds clock = new Rounds();
    List<Thread> threads = new ArrayList<>();
    World world =
        new World(
            clock,
            () -> 0.5,
            work -> {
              threads.add(new Thread(work));
              return threads.getLast();
            });
    new HousekeepingLifecycle(new Housekeeper(new Notes(), retention, clock), () -> true, world)
        .start();

    threads.getFirst().join();

    assertThat(folds).containsExactly(1, 3, 6, 7, 9, 12);
    assertThat(cleanUps).containsExactly(6, 12);
  }

  /// Each pause is over at once, until all rounds are.
  private final class Rounds implements Clock {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Alarm alarm(Duration after, Runnable action) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      assertThat(time).isEqualTo(Duration.ofSeconds(10));
      if (round == ROUNDS) {
        throw new InterruptedException();
      }
      round++;
    }
  }

  /// Writes down in which rounds it was asked.
  private final class Notes implements Housekeeping {
    @Override
    public int remove(JobState state, Instant endedBefore, int max) {
      if (state == JobState.COMPLETED) {
        cleanUps.add(round);
      }
      return 0;
    }

    @Override
    public int removeBeyond(JobState state, long keep, int max) {
      return 0;
    }

    @Override
    public int remove(Leftover what, Instant before, int max) {
      return 0;
    }

    @Override
    public int fold(int max) {
      folds.add(round);
      return BUSY.contains(round) ? 1 : 0;
    }
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.config.RetentionConfig;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
  private final ManualClock clock = new ManualClock();
  private final InMemoryJobStore rows = new InMemoryJobStore(new InstanceId("me"), clock);

  private Housekeeper housekeeper(Duration completed, int maxRows) {
    Duration other = Duration.ofDays(90);
    RetentionConfig retention = new RetentionConfig(completed, other, other, maxRows);
    return new Housekeeper(rows.housekeeping(), retention, new RealPauses(clock));
  }

  private void complete(int jobs) {
    for (int i = 0; i < jobs; i++) {
      Run run = ((Begun.Started) rows.begin(Jobs.delivery(Jobs.job(clock.now() + "-" + i)))).run();
      rows.finish(Jobs.done(run, "1", clock.now()));
    }
  }

  @Test
  void jobs_are_removed_when_they_are_too_old() throws Exception {
    complete(1_100);
    clock.advance(Duration.ofDays(29));
    complete(50);
    Housekeeper housekeeper = housekeeper(Duration.ofDays(30), 1_000_000);

    assertThat(housekeeper.cleanUp()).isZero();
    clock.advance(Duration.ofDays(2));
    assertThat(housekeeper.cleanUp()).isEqualTo(1_100);

    assertThat(rows.counts().standing())
        .isEqualTo(Map.of(Jobs.AGENT, Map.of(JobState.COMPLETED, 50L)));
  }

  @Test
  void the_oldest_jobs_are_removed_when_there_are_too_many() throws Exception {
    complete(700);
    clock.advance(Duration.ofHours(2));
    Housekeeper housekeeper = housekeeper(Duration.ofDays(30), 100);

    assertThat(housekeeper.cleanUp()).isEqualTo(600);
    housekeeper.fold();

    assertThat(rows.counts().standing())
        .isEqualTo(Map.of(Jobs.AGENT, Map.of(JobState.COMPLETED, 100L)));
  }

  /// The time of a test, in which pauses pass by themselves.
  private record RealPauses(Clock time) implements Clock {
    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Alarm alarm(Duration after, Runnable action) {
      return new SystemClock().alarm(after, action);
    }
  }
}

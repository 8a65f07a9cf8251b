package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SettlingTest {
  private final ManualClock clock = new ManualClock();
  private final Outage outage = new Outage("Redis", clock, () -> 0.5);
  private final Redis redis = new Redis();
  private final Settling settling = new Settling(redis, outage, new Threads());
  private final AtomicInteger freed = new AtomicInteger();
  private final AtomicInteger over = new AtomicInteger();

  @Test
  void an_entry_is_over_when_it_is_gone() {
    settle(1);
    assertThat(redis.gone).hasSize(1);
    assertThat(over).hasValue(1);
    assertThat(freed).hasValue(0);
  }

  @Test
  void while_redis_is_away_they_free_their_slots_and_one_thread_asks_for_all() {
    redis.away = true;
    settle(1_000);
    await().until(this::pauses);
    assertThat(outage.present()).isTrue();
    assertThat(freed).hasValue(1_000);
    assertThat(over).hasValue(0);
    assertThat(redis.asked).hasValue(1_000);
    clock.advanceToNext(); // and no further: the next pause may begin at any moment
    await().until(() -> redis.asked.get() == 2_000 && pauses());
    redis.away = false;
    await()
        .until(() -> {
          clock.advance(Duration.ofSeconds(1));
          return over.get() == 1_000;
        });
    assertThat(redis.gone).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(outage.present()).isFalse();
  }

  @Test
  void those_that_are_too_many_stay_pending() {
    redis.away = true;
    settle(1_003);
    assertThat(over).hasValue(3);
  }

  @Test
  void a_stop_waits_for_no_redis() {
    redis.away = true;
    settle(2);
    await().until(outage::present);
    outage.shut();
    await().untilAsserted(() -> assertThat(over).hasValue(2));
    settle(1);
    assertThat(over).hasValue(3);
    assertThat(redis.gone).isEmpty();
  }

  /// Whether the one thread waits before it asks again.
  private boolean pauses() {
    return clock.alarms() == 1;
  }

  private void settle(int entries) {
    for (int i = 0; i < entries; i++) {
      Entry entry = new Entry("jobs:agent", clock.now().toEpochMilli() + "-" + i);
      settling.settle(entry, "j" + i, freed::incrementAndGet, over::incrementAndGet);
    }
  }

  /// A server that can be away.
  private static final class Redis implements JobStream {
    private final Queue<Entry> gone = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;

    @Override
    public void settle(Entry entry, String settleKey) {
      asked.incrementAndGet();
      if (away) {
        throw new StreamUnavailable("away", new IllegalStateException());
      }
      gone.add(entry);
    }

    @Override
    public List<Delivery> read(Role role, int max, Duration wait) {
      return List.of();
    }

    @Override
    public List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known) {
      return List.of();
    }

    @Override
    public boolean adopt(InstanceId other) {
      return true;
    }

    @Override
    public void leave() {}
  }
}

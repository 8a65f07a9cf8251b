package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<String> rung = new ArrayList<>();

  @Test
  void alarms_ring_in_the_order_of_their_times_and_see_their_own_time() {
    alarm(3, "c");
    alarm(1, "a");
    alarm(1, "b");
    alarm(9, "late");

    clock.advance(Duration.ofSeconds(5));

    assertThat(rung).containsExactly("a@1", "b@1", "c@3");
    assertThat(clock.now()).isEqualTo(Instant.ofEpochSecond(5));
    assertThat(clock.nanos()).isEqualTo(5_000_000_000L);
    assertThat(clock.alarms()).isEqualTo(1);
  }

  @Test
  void an_alarm_that_is_set_by_another_rings_in_the_same_move() {
    clock.alarm(Duration.ofSeconds(1), () -> alarm(1, "second"));

    clock.advance(Duration.ofSeconds(2));

    assertThat(rung).containsExactly("second@2");
  }

  @Test
  void an_alarm_that_was_taken_back_does_not_ring() {
    alarm(1, "a").cancel();

    clock.advance(Duration.ofSeconds(2));

    assertThat(rung).isEmpty();
  }

  @Test
  void a_sleeper_wakes_when_the_time_has_passed() throws Exception {
    Thread sleeper =
        Thread.ofVirtual()
            .start(() -> {
              try {
                clock.sleep(Duration.ofHours(1));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    Awaitility.await().until(() -> clock.alarms() == 1);

    clock.advance(Duration.ofHours(1));

    sleeper.join();
    assertThat(clock.alarms()).isZero();
  }

  private Clock.Alarm alarm(int seconds, String name) {
    return clock.alarm(
        Duration.ofSeconds(seconds), () -> rung.add(name + "@" + clock.now().getEpochSecond()));
  }

  @Test
  void it_goes_to_the_next_alarm_and_no_further() {
    ManualClock clock = new ManualClock();
    List<String> rung = new ArrayList<>();
    clock.alarm(Duration.ofSeconds(5), () -> rung.add("later"));
    clock.alarm(Duration.ofSeconds(2), () -> rung.add("sooner"));
    assertThat(clock.advanceToNext()).isTrue();
    assertThat(rung).containsExactly("sooner");
    assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofSeconds(2));
    assertThat(clock.advanceToNext()).isTrue();
    assertThat(clock.advanceToNext()).isFalse();
    assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofSeconds(5));
  }
}

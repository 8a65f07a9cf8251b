package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.spi.Clock.Alarm;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Deadlines deadlines = new Deadlines(clock);
  private final List<String> rung = new ArrayList<>();

  @Test
  void each_rings_at_its_own_time_though_one_alarm_is_set() {
    set("a");
    clock.advance(Duration.ofSeconds(4));
    set("b");
    assertThat(clock.alarms()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(6));
    assertThat(rung).containsExactly("a");
    clock.advance(Duration.ofMillis(3_999));
    assertThat(rung).containsExactly("a");
    clock.advance(Duration.ofMillis(1));
    assertThat(rung).containsExactly("a", "b");
    assertThat(clock.alarms()).isZero();
  }

  @Test
  void what_is_taken_back_does_not_ring_wherever_it_stood() {
    Alarm first = set("first");
    set("second");
    Alarm third = set("third");
    set("fourth");
    Alarm last = set("last");
    third.cancel();
    last.cancel();
    first.cancel();
    first.cancel();
    clock.advance(LIMIT);
    assertThat(rung).containsExactly("second", "fourth");
  }

  @Test
  void the_alarm_of_a_first_that_was_taken_back_is_late_for_nobody() {
    Alarm first = set("first");
    clock.advance(Duration.ofSeconds(1));
    set("second");
    first.cancel();
    clock.advance(Duration.ofSeconds(9));
    assertThat(rung).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(rung).containsExactly("second");
  }

  @Test
  void limits_do_not_wait_for_one_another() {
    set("long");
    deadlines.set(Duration.ofSeconds(1), () -> rung.add("short"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(rung).containsExactly("short");
  }

  @Test
  void more_limits_than_there_are_lines_ring_all_the_same() {
    for (int i = 1; i <= 150; i++) {
      String name = Integer.toString(i);
      deadlines.set(Duration.ofMillis(i), () -> rung.add(name));
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(rung).hasSize(150);
  }

  @Test
  void nothing_is_left_behind_when_all_are_taken_back() {
    Alarm a = set("a");
    Alarm b = set("b");
    a.cancel();
    b.cancel();
    assertThat(clock.alarms()).isZero();
    set("c");
    clock.advance(LIMIT);
    assertThat(rung).containsExactly("c");
  }

  private Alarm set(String name) {
    return deadlines.set(LIMIT, () -> rung.add(name));
  }
}

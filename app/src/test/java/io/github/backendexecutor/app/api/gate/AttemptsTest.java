package io.github.backendexecutor.app.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final ManualClock clock = new ManualClock();
  private final Attempts attempts = new Attempts(clock);

  private void fail(String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(address);
    }
  }

  @Test
  void twenty_at_once_are_let_through_and_then_one_every_three_seconds() {
    fail("a", 19);
    assertThat(attempts.delay("a")).isZero();
    fail("a", 1);
    assertThat(attempts.delay("a")).isEqualTo(Duration.ofSeconds(3));
    clock.advance(Duration.ofSeconds(3));
    assertThat(attempts.delay("a")).isZero();
    fail("a", 1);
    assertThat(attempts.delay("a")).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void others_are_not_held_up() {
    fail("a", 100);
    assertThat(attempts.delay("b")).isZero();
  }

  @Test
  void a_network_of_ipv6_is_one_address() {
    fail("2001:db8:1:2:3:4:5:6", 20);
    assertThat(attempts.delay("2001:db8:1:2:ffff:0:0:1")).isPositive();
    assertThat(attempts.delay("2001:db8:1:3:0:0:0:1")).isZero();
  }

  @Test
  void what_is_kept_is_bounded() {
    for (int i = 0; i < 100_000; i++) {
      attempts.failed("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    assertThat(attempts.size()).isEqualTo(10_000);
  }
}

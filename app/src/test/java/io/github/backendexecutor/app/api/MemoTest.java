package io.github.backendexecutor.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final ManualClock clock = new ManualClock();
  private int asked;
  private boolean away;
  private boolean known;

  private int read() {
    asked++;
    if (away) {
      throw new StoreUnavailable("away", new IOException("away"));
    }
    return asked;
  }

  private Memo<Integer> memo() {
    return new Memo<>(Duration.ofSeconds(1), clock, this::read, () -> known);
  }

  @Test
  void an_answer_is_read_once_in_a_while() {
    Memo<Integer> memo = memo();
    assertThat(memo.get()).isEqualTo(1);
    assertThat(memo.get()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(memo.get()).isEqualTo(2);
    memo.forget();
    assertThat(memo.get()).isEqualTo(3);
  }

  @Test
  void a_server_that_is_away_is_not_asked_more_often() {
    Memo<Integer> memo = memo();
    away = true;
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(memo::get).isInstanceOf(StoreUnavailable.class);
    }
    assertThat(asked).isEqualTo(1);
    away = false;
    clock.advance(Duration.ofSeconds(1));
    assertThat(memo.get()).isEqualTo(2);
  }

  @Test
  void what_was_known_stands_while_the_server_is_known_to_be_away() {
    Memo<Integer> memo = memo();
    assertThat(memo.get()).isEqualTo(1);
    away = true;
    known = true;
    clock.advance(Duration.ofMinutes(1));
    assertThat(memo.get()).isEqualTo(1);
    assertThat(asked).isEqualTo(1);
    away = false;
    known = false;
    assertThat(memo.get()).isEqualTo(2);
  }
}

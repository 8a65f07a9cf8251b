package io.github.backendexecutor.app.api.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionKeyTest {
  private static final List<String> TOKENS = List.of("admin", "viewer");

  private static byte[] key(String shared, List<String> tokens) {
    return new SessionKey(() -> shared, tokens).get();
  }

  @Test
  void instances_with_the_same_database_and_tokens_have_the_same_key() {
    assertThat(key("shared", TOKENS)).isEqualTo(key("shared", TOKENS)).hasSize(32);
  }

  @Test
  void who_knows_the_tokens_does_not_know_the_key() {
    assertThat(key("shared", TOKENS)).isNotEqualTo(key("other", TOKENS));
  }

  @Test
  void another_token_is_another_key() {
    assertThat(key("shared", TOKENS)).isNotEqualTo(key("shared", List.of("admin")));
  }

  @Test
  void the_secret_is_asked_for_until_it_is_there_and_then_no_more() {
    AtomicInteger asked = new AtomicInteger();
    SessionKey key =
        new SessionKey(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new StoreUnavailable("away", new IOException("away"));
              }
              return "shared";
            },
            TOKENS);
    assertThatThrownBy(key::get).isInstanceOf(StoreUnavailable.class);
    assertThat(key.get()).isEqualTo(key.get());
    assertThat(asked).hasValue(2);
  }
}

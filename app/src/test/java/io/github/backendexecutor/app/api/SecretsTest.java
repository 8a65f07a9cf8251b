package io.github.backendexecutor.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void a_secret_is_hidden_wherever_it_stands() {
    Secrets secrets = new Secrets(List.of("s3cret-one", "s3cret-one-and-more"));
    assertThat(secrets.mask("a s3cret-one, s3cret-one-and-more.")).isEqualTo("a ***, ***.");
  }

  @Test
  void a_secret_is_hidden_as_json_writes_it() {
    Secrets secrets = new Secrets(List.of("pass\"word\\1"));
    assertThat(secrets.mask("{\"x\":\"pass\\\"word\\\\1\"}")).isEqualTo("{\"x\":\"***\"}");
  }

  @Test
  void ordinary_words_are_left_alone() {
    Secrets secrets = new Secrets(List.of("executor", "agent", "", "s3cret"));
    assertThat(secrets.mask("the executor of agent s3cret"))
        .isEqualTo("the executor of agent s3cret");
  }
}

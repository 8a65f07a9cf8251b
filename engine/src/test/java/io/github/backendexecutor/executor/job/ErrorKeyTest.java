package io.github.backendexecutor.executor.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorKeyTest {
  @Test
  void errors_that_differ_in_numbers_ids_quotes_and_paths_have_one_key() {
    assertThat(ErrorKey.of("HTTP 503 from https://api.example.com/v1/chat?id=7 after 1200 ms"))
        .isEqualTo(ErrorKey.of("HTTP 502 from https://other.example.com/v2 after 3 ms"))
        .isEqualTo("HTTP # from /… after # ms");
    assertThat(
            ErrorKey.of("no file /tmp/a/b.json for 'left' (9f8e7d6c-1b2a-4c3d-8e9f-001122334455)"))
        .isEqualTo("no file /… for '…' (#)");
    assertThat(ErrorKey.of("C:\\work\\x.txt: \"one\" is 1.5, not 2,000"))
        .isEqualTo("/…: '…' is #, not #");
    assertThat(ErrorKey.of("commit deadbeef42 is bad")).isEqualTo("commit # is bad");
  }

  @Test
  void only_the_first_line_counts() {
    assertThat(ErrorKey.of("\n  java.lang.IllegalStateException: no\n\tat x.Y.z(Y.java:3)"))
        .isEqualTo("java.lang.IllegalStateException: no");
  }

  @Test
  void words_stay_as_they_are() {
    assertThat(ErrorKey.of("the agent's model isn't there and can't be made"))
        .isEqualTo("the agent's model isn't there and can't be made");
    assertThat(ErrorKey.of("deadline exceeded, facade added"))
        .isEqualTo("deadline exceeded, facade added");
  }

  @Test
  void a_key_is_short_and_never_empty() {
    assertThat(ErrorKey.of("")).isEqualTo("(no message)");
    assertThat(ErrorKey.of("x ".repeat(5_000))).hasSize(ErrorKey.MAX_LENGTH);
    assertThat(ErrorKey.of("/".repeat(1_000_000))).isNotEmpty();
    assertThat(ErrorKey.of("'".repeat(1_000_000))).isNotEmpty();
  }
}

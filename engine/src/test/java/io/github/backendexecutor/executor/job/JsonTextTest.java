package io.github.backendexecutor.executor.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "\"text\"",
        "-1.5e10",
        " { \"a\" : [1, 2, {\"b\": null}] } ",
        "\"\\u0000 is fine when escaped\"",
        "{\"a\":1,\"a\":2}"
      })
  void one_value_is_kept_as_it_was_written(String text) throws Exception {
    assertThat(JsonText.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[1,2",
        "{\"a\":}",
        "{'a':1}",
        "nul",
        "1 2",
        "{} {}",
        "{}x",
        "01",
        "NaN",
        "+1",
        ".5",
        "\"a",
        "\"raw \n line\"",
        "[1,]",
        "// comment\n1",
        "\"\\x\"",
        "\"\\ud83d"
      })
  void anything_else_is_refused_with_a_reason(String text) {
    assertThatThrownBy(() -> JsonText.parse(text))
        .isInstanceOf(JsonText.NotJson.class)
        .hasMessageMatching("(?s).{5,300}");
  }

  @Test
  void what_is_wrong_is_said_without_the_inside_of_the_parser() {
    assertThatThrownBy(() -> JsonText.parse("{"))
        .hasMessage("Unexpected end-of-input: expected close marker for Object, at character 1");
  }

  @Test
  void nesting_to_the_limit_is_accepted_and_deeper_is_not() throws Exception {
    int max = JsonText.MAX_DEPTH;
    JsonText.parse("[".repeat(max) + "]".repeat(max));
    assertThatThrownBy(() -> JsonText.parse("[".repeat(max + 1) + "]".repeat(max + 1)))
        .hasMessageContaining("64");
    assertThatThrownBy(() -> JsonText.parse("[".repeat(1_000_000)))
        .isInstanceOf(JsonText.NotJson.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "[1,%s]", "-%s", "0.%s", "1e%s", "{\"a\":%s.5}"})
  void a_number_of_a_hundred_thousand_digits_is_refused(String pattern) {
    String text = pattern.formatted("7".repeat(100_000));
    assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(JsonText.NotJson.class);
  }

  @Test
  void a_long_text_value_is_fine() throws Exception {
    String text = "\"" + "x".repeat(1_000_000) + "\"";
    assertThat(JsonText.parse(text).text()).hasSize(1_000_002);
  }
}

package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "30s,PT30S",
    "5m,PT5M",
    "2h,PT2H",
    "1d,PT24H",
    "0s,PT0S",
    "PT30M,PT30M",
    "PT1H30M,PT1H30M",
    "P1D,PT24H",
    "365d,PT8760H"
  })
  void a_duration(String text, Duration expected) {
    assertThat(Kind.duration(Duration.ZERO).parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "-1s", "1.5s", "5 m", "5M", "366d", "PT-1S", "999999999d", "٣s", "soon"})
  void no_duration(String text) {
    assertThat(Kind.duration(Duration.ZERO).parse(text)).isEmpty();
  }

  @Test
  void a_duration_can_have_to_be_more_than_nothing() {
    assertThat(Kind.duration(Duration.ofMillis(1)).parse("0s")).isEmpty();
    assertThat(Kind.duration(Duration.ofMillis(1)).parse("1ms")).contains(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1048576,1048576", "512KiB,524288", "1MiB,1048576", "512MiB,536870912"})
  void a_size(String text, int expected) {
    assertThat(Kind.size().parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1MB", "1.5MiB", "513MiB", "999999999MiB", "9999999999"})
  void no_size(String text) {
    assertThat(Kind.size().parse(text)).isEmpty();
  }

  @Test
  void headers() {
    assertThat(Kind.headers().parse("")).contains(Map.of());
    assertThat(Kind.headers().parse("api-key=a1,Authorization = Bearer%20x+y=="))
        .contains(Map.of("api-key", "a1", "Authorization", "Bearer x+y=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "=b", "a=", "a b=c", "a=%zz", "a=b,", "a=x%0d%0aHost:y", "a=%E2%82%AC"})
  void no_headers(String text) {
    assertThat(Kind.headers().parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "1e3", "2147483648", "99999999999", "abc", "٣"})
  void no_limit(String text) {
    assertThat(Kind.limit().parse(text)).isEmpty();
  }

  @Test
  void a_limit_is_any_number_from_zero() {
    assertThat(Kind.limit().parse("0")).contains(0);
    assertThat(Kind.limit().parse("2147483647")).contains(Integer.MAX_VALUE);
  }

  @Test
  void attempts_are_at_least_one_and_at_most_a_thousand() {
    Kind<Integer> attempts = Settings.MAX_ATTEMPTS.kind();
    assertThat(attempts.parse("0")).isEmpty();
    assertThat(attempts.parse("1")).contains(1);
    assertThat(attempts.parse("1000")).contains(1000);
    assertThat(attempts.parse("1001")).isEmpty();
  }

  @Test
  void a_command_is_a_program_or_an_array() {
    assertThat(Kind.command().parse("/opt/my program")).contains(List.of("/opt/my program"));
    assertThat(Kind.command().parse("[\"a\", \"\"]")).contains(List.of("a", ""));
    assertThat(Kind.command().parse("")).contains(List.of());
    assertThat(Kind.command().parse("[\"a\", 1]")).isEmpty();
    assertThat(Kind.command().parse("[\"a\"")).isEmpty();
    assertThat(Kind.command().parse("[\"\"]")).isEmpty();
  }

  @Test
  void a_command_shows_its_program_only() {
    assertThat(shown("run --key=x")).isEqualTo("\"run …\"");
    assertThat(shown("[\"my run\",\"x\"]")).isEqualTo("\"my …\"");
    assertThat(shown("[\"run\",\"x\"]")).isEqualTo("\"run …\"");
    assertThat(shown("[\"run\"]")).isEqualTo("\"run\"");
    assertThat(shown("[\"run\", \"x")).isEqualTo("\"[ …\"");
  }

  private static String shown(String command) {
    return Kind.command().show(new Written("name", "place", command));
  }

  @Test
  void variables_are_names_and_no_assignments() {
    assertThat(Kind.variables().parse("A,B_1")).contains(List.of("A", "B_1"));
    assertThat(Kind.variables().parse("A=1")).isEmpty();
    assertThat(Kind.variables().parse("A,,B")).isEmpty();
  }

  @Test
  void files_have_names() {
    assertThat(Kind.files().parse("a.jar , /b c/d.jar")).contains(List.of("a.jar", "/b c/d.jar"));
    assertThat(Kind.files().parse("")).contains(List.of());
    assertThat(Kind.files().parse("a.jar,")).isEmpty();
    assertThat(Kind.files().parse("[\"a\\u0000\"]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..B", "a.B.", ".B", "a-b", "a b", "1a"})
  void no_class_name(String text) {
    assertThat(Settings.PLUGIN.kind().parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "B", "a.b.C", "a.Outer$Inner"})
  void a_class_name(String text) {
    assertThat(Settings.PLUGIN.kind().parse(text)).contains(text);
  }
}

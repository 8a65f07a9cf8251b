package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {
  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> the_later_source_wins() {
    return Arrays.stream(Source.values())
        .flatMap(weak ->
            Arrays.stream(Source.values())
                .filter(strong -> strong.compareTo(weak) > 0)
                .map(strong -> dynamicTest(strong + " over " + weak, () -> wins(strong, weak))));
  }

  private void wins(Source strong, Source weak) throws Exception {
    for (Setting<Integer> setting : List.of(Settings.MAX, Settings.TOTAL)) {
      for (String strongName : setting.names(strong, "agent")) {
        for (String weakName : setting.names(weak, "agent")) {
          Given given = new Given(Files.createTempDirectory(temp, "world"));
          given.in(strong, strongName, "11").in(weak, weakName, "22");
          int value =
              setting.equals(Settings.TOTAL)
                  ? given.config().totalLimit()
                  : given.role("agent").max();
          assertThat(value).as("%s over %s", strongName, weakName).isEqualTo(11);
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> every_source_wins_over_the_default() {
    return Arrays.stream(Source.values())
        .map(source ->
            dynamicTest(
                source.name(),
                () -> {
                  Given given = new Given(Files.createTempDirectory(temp, "world"));
                  String name = Settings.GROUP.names(source, "").getFirst();
                  assertThat(given.in(source, name, "x").config().group()).isEqualTo("x");
                }));
  }

  @Test
  void a_wrong_value_that_is_overridden_does_no_harm() {
    Given given = new Given(temp).env("MAX_AGENT", "abc").args("--max-agent=2");
    assertThat(given.role("agent").max()).isEqualTo(2);
  }

  @Test
  void a_list_is_replaced_and_not_mixed() {
    Given given =
        new Given(temp)
            .yaml("executor: { roles: { agent: { command: [run, a, b, c] } } }")
            .env("EXECUTOR_ROLES_AGENT_COMMAND", "[\"run\",\"z\"]");
    assertThat(given.role("agent").runner())
        .isEqualTo(new RunnerConfig.Command(List.of("run", "z"), Given.DEFAULT_ENVIRONMENT, null));
  }
}

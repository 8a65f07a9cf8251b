package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {
  @TempDir Path temp;

  @Test
  void the_yaml_of_the_documentation_is_read() {
    Given given =
        new Given(temp)
            .yaml(
                """
                executor:
                  redis: localhost:6379            # REDIS_CONNECTION
                  database: ""
                  limits: { total: 12 }
                  roles:
                    agent:
                      max: 3
                      runner: command
                      command: ["/opt/agents/run", "--json"]
                      timeout: 20m
                      retry: { max-attempts: 4, backoff: 1s, max-backoff: 10m }
                server: { port: 9090 }
                """);
    RoleConfig agent = given.role("agent");
    assertThat(agent.max()).isEqualTo(3);
    assertThat(agent.stream()).isEqualTo("jobs:agent");
    assertThat(agent.runner())
        .isEqualTo(
            new RunnerConfig.Command(
                List.of("/opt/agents/run", "--json"), Given.DEFAULT_ENVIRONMENT, null));
    assertThat(agent.timeout()).isEqualTo(Duration.ofMinutes(20));
    assertThat(agent.retry())
        .isEqualTo(new RetryConfig(4, Duration.ofSeconds(1), Duration.ofMinutes(10), 2));
    assertThat(given.config().totalLimit()).isEqualTo(12);
    assertThat(given.config().server().port()).isEqualTo(9090);
  }

  @Test
  void the_appsettings_of_the_dotnet_worker_are_read() {
    Given given =
        new Given(temp)
            .appsettings(
                """
                \uFEFF// as .NET lets people write it
                {
                  "Logging": { "LogLevel": { "Default": "Information" } },
                  "ConnectionStrings": { "Redis": "elsewhere:1" },
                  "Executor": {
                    "RedisConnection": "localhost:7000,password=x", /* ours */
                    "MaxManager": 1,
                    "MaxInspector": "2",
                    "MaxAgent": 3,
                    "MaxTotal": 4,
                    "Database": null,
                    "Roles": {
                      "Agent": {
                        "Runner": "Command",
                        "Command": ["/opt/run", "--n", 1],
                        "Timeout": "45s",
                        "Retry": { "MaxAttempts": 5, },
                      },
                      "CodeReview": {},
                    },
                  },
                }
                """);
    ExecutorConfig config = given.config();
    assertThat(config.redis()).isEqualTo("localhost:7000,password=x");
    assertThat(config.totalLimit()).isEqualTo(4);
    assertThat(config.database()).isEmpty();
    assertThat(config.roles())
        .extracting(role -> role.role().name() + " " + role.max())
        .containsExactly("agent 3", "code-review 0", "inspector 2", "manager 1");
    assertThat(given.role("agent").retry().maxAttempts()).isEqualTo(5);
    assertThat(given.role("agent").runner())
        .isEqualTo(
            new RunnerConfig.Command(
                List.of("/opt/run", "--n", "1"), Given.DEFAULT_ENVIRONMENT, null));
    assertThat(given.load().warnings()).isEmpty();
  }

  @Test
  void a_byte_order_mark_before_yaml_is_skipped() {
    assertThat(new Given(temp).yaml("\uFEFFexecutor: { group: g }").config().group())
        .isEqualTo("g");
  }

  @Test
  void a_yml_file_is_read_when_there_is_no_yaml_file() {
    assertThat(new Given(temp).file("application.yml", "executor.group: g").config().group())
        .isEqualTo("g");
  }

  @Test
  void two_yaml_files_are_one_too_many() {
    assertThat(new Given(temp).yaml("a: 1").file("application.yml", "b: 2").problems())
        .containsExactly("application.yaml and application.yml are both there: keep one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "executor:", "executor: {}", "executor: { roles: }"})
  void an_empty_file_or_section_changes_nothing(String text) {
    assertThat(new Given(temp).yaml(text).config()).isEqualTo(new Given(temp).config());
  }

  @Test
  void a_folder_or_a_file_of_either_kind_can_be_named() {
    Given given =
        new Given(temp)
            .yaml("executor.group: here")
            .file("conf/application.yaml", "executor: { group: yaml, limits: { total: 1 } }")
            .file("conf/appsettings.json", "{ \"Executor\": { \"Group\": \"json\" } }")
            .file("prod.yml", "executor.group: prod");
    assertThat(given.args("--config", "conf").config().group()).isEqualTo("json");
    assertThat(given.config().totalLimit()).isEqualTo(1);
    assertThat(given.args("--config=conf/application.yaml").config().group()).isEqualTo("yaml");
    assertThat(given.args("--config=conf/appsettings.json").config().group()).isEqualTo("json");
    assertThat(given.config().totalLimit()).isZero();
    String absolute = temp.resolve("prod.yml").toString();
    assertThat(given.args("--config=" + absolute).config().group()).isEqualTo("prod");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "gone, --config: \"gone\" does not exist",
        "empty, `--config: \"empty\" has none of application.yaml, application.yml,"
            + " appsettings.json`",
        "notes.txt, `--config: \"notes.txt\" is neither .yaml, .yml nor .json`"
      })
  void what_cannot_be_a_configuration_is_refused(String path, String line) throws IOException {
    Files.createDirectory(temp.resolve("empty"));
    assertThat(new Given(temp).file("notes.txt", "x").args("--config", path).problems())
        .containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "a: 1\\n b: c: d | application.yaml line 2: mapping values are not allowed here",
        "a: 1\\na: 2 | application.yaml line 2: found duplicate key a",
        "a: [1, 2 | application.yaml line 1: expected ',' or ']', but got <stream end>",
        "x:\\n  y: *hunter2 | application.yaml line 2: found undefined alias …",
        "a: 1\\n---\\nb: 2 | application.yaml: one document is allowed, so no line of ---",
        "x: &a [*a] | application.yaml: not readable as yaml (StackOverflowError)"
      })
  void malformed_yaml_is_one_line(String text, String line) {
    assertThat(new Given(temp).yaml(text.replace("\\n", "\n")).problems()).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\\n \"Executor\": { \"RedisConnection\": hunter2 } } | line 2: Unrecognized token …: was",
        "{\"a\": 1,\\n\"a\": 2} | line 2: Duplicate Object property \"a\"",
        "{ | line 1: Unexpected end-of-input: expected close marker for Object",
        "[1] | : not a JSON object",
        "`` | : not a JSON object"
      })
  void malformed_json_is_one_line(String text, String part) {
    assertThat(new Given(temp).appsettings(text.replace("\\n", "\n")).problems())
        .singleElement()
        .asString()
        .startsWith("appsettings.json")
        .contains(part)
        .doesNotContain("hunter2", "Source", "\n");
  }

  @Test
  void a_file_that_is_not_utf8_is_one_line() throws IOException {
    Files.write(temp.resolve("application.yaml"), "a: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(new Given(temp).problems())
        .singleElement()
        .asString()
        .startsWith("application.yaml: ")
        .endsWith("is not UTF-8 text");
  }

  @Test
  void a_broken_file_does_not_hide_other_problems() {
    assertThat(new Given(temp).yaml("a: b: c").env("MAX_AGENT", "x").problems()).hasSize(2);
  }

  @Test
  void other_top_level_keys_of_yaml_are_left_alone_with_a_warning() {
    Given given = new Given(temp).yaml("excutor.redis: a\nlogging.level.root: debug\napp: 1");
    assertThat(given.load().warnings())
        .containsExactly(
            "excutor.redis in application.yaml line 1 is not known; did you mean executor.redis?"
                + " (ignored)",
            "app in application.yaml line 3 is not known (ignored)");
  }
}

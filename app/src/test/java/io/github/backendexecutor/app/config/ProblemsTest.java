package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
  @TempDir Path temp;

  @Test
  void all_problems_are_told_at_once_in_the_order_of_the_table() {
    Given given =
        new Given(temp)
            .yaml(
                """
                executor:
                  rediss: x
                  limits: { total: 1.5 }
                  roles: { manager: { runner: shell } }
                """)
            .appsettings("{\"Executor\": {\"MaxInspector\": -1, \"MaxEntryByte\": 1}}")
            .env("MAX_AGENT", "abc")
            .env("SERVER_ADDRESS", "0.0.0.0")
            .args("--executor.log.level=loud", "--server-port=70000");
    assertThat(given.problems())
        .containsExactly(
            "executor.rediss in application.yaml line 2 is not known; did you mean executor.redis?",
            "Executor:MaxEntryByte in appsettings.json is not known: the roles are agent,"
                + " inspector, manager; did you mean Executor:MaxEntryBytes?",
            "executor.limits.total in application.yaml line 3: \"1.5\" is not allowed:"
                + " a whole number, 0 (unlimited) or more",
            "MAX_AGENT: \"abc\" is not allowed: a whole number, 0 (unlimited) or more",
            "Executor:MaxInspector in appsettings.json: \"-1\" is not allowed:"
                + " a whole number, 0 (unlimited) or more",
            "executor.roles.manager.runner in application.yaml line 4: \"shell\" is not allowed:"
                + " echo, command or plugin",
            "--executor.log.level: \"loud\" is not allowed: trace, debug, info, warn or error",
            "--server-port: \"70000\" is not allowed: a whole number from 0 to 65535",
            "SERVER_ADDRESS: \"0.0.0.0\" is not allowed without a token:"
                + " add EXECUTOR_TOKEN=<secret>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "executor.redis-url | ",
        "executor.limit.total | executor.limits.total",
        "executor.roles.agent.retry.attempts | executor.roles.agent.retry.max-attempts",
        "executor.roles.writer.time-out2 | executor.roles.writer.timeout",
        "executor.roles.agent.max.jobs | executor.roles.agent.max",
        "executor.concurrency | "
      })
  void an_unknown_key_is_a_problem_with_a_suggestion(String key, String suggestion) {
    String expected = suggestion == null ? "" : "; did you mean " + suggestion + "?";
    assertThat(new Given(temp).yaml(key + ": 1").problems())
        .containsExactly(key + " in application.yaml line 1 is not known" + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=hunter2@h",
        "x://:hunter2@h",
        "x://user:hunter2",
        "h:1,password=hunter2",
        "h:1,pasword=hunter2,ssl=true"
      })
  void an_address_that_may_hold_a_password_is_never_shown(String address) {
    Given given =
        new Given(temp)
            .env("REDIS_CONNECTION", address)
            .args("--database-url=" + address)
            .env("SERVER_ADDRESS", "elsewhere");
    assertThat(given.problems())
        .containsExactly(
            "REDIS_CONNECTION: *** is not allowed: *** is no address",
            "--database-url: *** is not allowed: *** is no address",
            "SERVER_ADDRESS: \"elsewhere\" is not allowed: an IP address or localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hos:6379", "x://host:5432/db", "data/x.db"})
  void an_address_without_a_password_is_shown(String address) {
    assertThat(new Given(temp).env("REDIS_CONNECTION", address).problems())
        .containsExactly(
            "REDIS_CONNECTION: \"%s\" is not allowed: %s is no address"
                .formatted(address, address));
  }

  @Test
  void the_token_is_never_shown() {
    Given wrong = new Given(temp).env("EXECUTOR_TOKEN", "hunter 2");
    assertThat(wrong.problems())
        .containsExactly(
            "EXECUTOR_TOKEN: *** is not allowed: printable ASCII characters without blanks");
    ExecutorConfig right =
        new Given(temp)
            .args("--executor.token=hunter2", "--redis-connection=redis://:hunter2@h")
            .config();
    assertThat(right + " " + right.server()).doesNotContain("hunter2");
  }

  @Test
  void a_long_or_multi_line_value_is_shown_on_one_line() {
    assertThat(new Given(temp).env("MAX_AGENT", "a\nb" + "c".repeat(500)).problems())
        .singleElement()
        .asString()
        .startsWith("MAX_AGENT: \"a?bccc")
        .contains("…\" is not allowed")
        .hasSizeLessThan(200);
  }

  @Test
  void the_embedded_redis_is_a_word_and_not_an_address() {
    assertThat(new Given(temp).env("REDIS_CONNECTION", "embedded").config().wantsEmbeddedRedis())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
  void a_loopback_address_needs_no_token(String address) {
    assertThat(new Given(temp).env("SERVER_ADDRESS", address).config().server().access().required())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5"})
  void any_other_address_needs_one(String address) {
    Given given = new Given(temp).yaml("server: { address: '" + address + "' }");
    assertThat(given.problems())
        .containsExactly(
            "server.address in application.yaml line 1: \"%s\" is not allowed without a token:"
                    .formatted(address)
                + " add EXECUTOR_TOKEN=<secret>");
    assertThat(given.env("EXECUTOR_TOKEN", "s").config().server().address()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXECUTOR_OPERATOR_TOKEN", "EXECUTOR_VIEWER_TOKEN"})
  void any_token_will_do(String variable) {
    Given given = new Given(temp).env("SERVER_ADDRESS", "0.0.0.0").env(variable, "s");
    assertThat(given.config().server().access().required()).isTrue();
  }

  @Test
  void a_token_stands_for_one_role() {
    Given given =
        new Given(temp)
            .env("EXECUTOR_TOKEN", "hunter2")
            .env("EXECUTOR_OPERATOR_TOKEN", "hunter2")
            .env("EXECUTOR_VIEWER_TOKEN", "hunter2");
    assertThat(given.problems())
        .containsExactly(
            "EXECUTOR_OPERATOR_TOKEN: *** is not allowed: it is the admin's",
            "EXECUTOR_VIEWER_TOKEN: *** is not allowed: it is another's, who may do more");
  }

  @Test
  void an_issuer_needs_an_audience_and_a_safe_address() {
    assertThat(new Given(temp).env("EXECUTOR_OIDC_ISSUER", "https://id.example.com").problems())
        .containsExactly(
            "executor.oidc.audience: \"\" is not allowed with an issuer: tokens for other programs"
                + " would be accepted");
    assertThat(new Given(temp).env("EXECUTOR_OIDC_ISSUER", "http://id.example.com").problems())
        .singleElement()
        .asString()
        .contains("https address");
  }
}

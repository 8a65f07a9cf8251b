package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAX_MANAGER",
        "EXECUTOR_ROLES_MANAGER_MAX",
        "Executor__MaxManager",
        "EXECUTOR__MAXMANAGER",
        "executor__maxmanager",
        "Executor__Roles__Manager__Max"
      })
  void a_limit_goes_by_many_names(String name) {
    assertThat(new Given(temp).env(name, " 6 ").role("manager").max()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXECUTOR_ROLES_AGENT_RETRY_MAX_ATTEMPTS",
        "EXECUTOR_ROLES_AGENT_RETRY_MAXATTEMPTS",
        "Executor__Roles__Agent__Retry__MaxAttempts"
      })
  void a_dash_may_be_an_underscore_or_nothing(String name) {
    assertThat(new Given(temp).env(name, "6").role("agent").retry().maxAttempts()).isEqualTo(6);
  }

  @Test
  void two_names_with_different_values_are_a_problem_that_names_both() {
    assertThat(
            new Given(temp)
                .env("MAX_AGENT", "3")
                .env("EXECUTOR_ROLES_AGENT_MAX", "4")
                .env("EXECUTOR_REDIS", "localhost:1,password=a")
                .env("REDIS_CONNECTION", "localhost:2")
                .problems())
        .containsExactly(
            "EXECUTOR_ROLES_AGENT_MAX and MAX_AGENT are the same setting with different values,"
                + " \"4\" and \"3\": keep one",
            "EXECUTOR_REDIS and REDIS_CONNECTION are the same setting with different values,"
                + " *** and \"localhost:2\": keep one");
  }

  @Test
  void two_names_with_one_value_are_fine() {
    Given given = new Given(temp).env("MAX_AGENT", "3").env("EXECUTOR_ROLES_AGENT_MAX", "3");
    assertThat(given.role("agent").max()).isEqualTo(3);
  }

  @Test
  void an_empty_variable_counts_as_not_set() {
    Given given = new Given(temp).env("MAX_AGENT", "").env("EXECUTOR_TOKEN", " ");
    assertThat(given.config()).isEqualTo(new Given(temp).config());
  }

  @Test
  void what_others_write_is_only_a_warning() {
    Given given =
        new Given(temp)
            .env("EXECUTOR_SERVICE_HOST", "10.0.0.1")
            .env("EXECUTOR_PORT_6379_TCP", "tcp://10.0.0.1")
            .env("Executor__MaxMangaer", "1")
            .env("EXECUTOR_REDIS_URL", "x")
            .env("PATH", "/bin")
            .env("LOGLEVEL", "nonsense")
            .env("max_agent", "nonsense");
    assertThat(given.load().warnings())
        .containsExactly(
            "EXECUTOR_PORT_6379_TCP is not known (ignored)",
            "EXECUTOR_REDIS_URL is not known (ignored)",
            "EXECUTOR_SERVICE_HOST is not known (ignored)",
            "Executor__MaxMangaer is not known; did you mean Executor__MaxManager? (ignored)");
  }

  @Test
  void a_limit_of_nearly_a_role_is_a_problem_that_names_the_roles() {
    assertThat(
            new Given(temp)
                .env("MAX_AGNET", "1")
                .env("EXECUTOR_ROLES_REVIEWER_RUNNER", "echo")
                .env("MAX_REVIEWER", "2")
                .problems())
        .containsExactly(
            "MAX_AGNET is not known: the roles are agent, inspector, manager, reviewer;"
                + " did you mean MAX_AGENT?");
  }

  @Test
  void a_limit_of_some_other_program_is_only_a_warning() {
    assertThat(new Given(temp).env("MAX_OLD_SPACE_SIZE", "hunter2").load().warnings())
        .containsExactly(
            "MAX_OLD_SPACE_SIZE is not known: the roles are agent, inspector, manager (ignored)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REDIS_CONNECTION_FILE",
        "EXECUTOR_REDIS_FILE",
        "Executor__RedisConnection_FILE",
        "EXECUTOR__REDISCONNECTION_FILE"
      })
  void a_secret_can_be_in_a_file(String name) {
    Given given = new Given(temp).file("run/redis", "redis://:p@h\n").env(name, "run/redis");
    assertThat(given.config().redis()).isEqualTo("redis://:p@h");
    assertThat(given.load().warnings()).isEmpty();
  }

  @Test
  void database_and_token_can_be_in_files() {
    Given given =
        new Given(temp)
            .file("d", "postgres://u:p@h/d\r\n")
            .file("t", "s3cret\n")
            .env("DATABASE_URL_FILE", temp.resolve("d").toString())
            .env("EXECUTOR_TOKEN_FILE", "t");
    assertThat(given.config().database()).isEqualTo("postgres://u:p@h/d");
    assertThat(given.config().server().access().adminToken()).isEqualTo("s3cret");
  }

  @Test
  void a_secret_that_is_not_in_its_file_is_a_problem() {
    assertThat(
            new Given(temp)
                .file("empty", "\n")
                .file("wrong", "hunter2")
                .env("EXECUTOR_TOKEN_FILE", "empty")
                .env("DATABASE_URL_FILE", "gone")
                .env("REDIS_CONNECTION_FILE", "wrong")
                .env("REDIS_CONNECTION", "localhost")
                .problems())
        .containsExactly(
            "DATABASE_URL_FILE: the file " + temp.resolve("gone") + " does not exist",
            "EXECUTOR_TOKEN_FILE: the file " + temp.resolve("empty") + " is empty",
            "REDIS_CONNECTION and REDIS_CONNECTION_FILE are the same setting with different"
                + " values, \"localhost\" and ***: keep one",
            "REDIS_CONNECTION_FILE: *** is not allowed: *** is no address");
  }
}

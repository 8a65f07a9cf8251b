package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolesTest {
  @TempDir Path temp;

  @Test
  void three_roles_exist_without_being_configured() {
    assertThat(names(new Given(temp))).containsExactly("agent", "inspector", "manager");
    assertThat(new Given(temp).role("agent").runner()).isEqualTo(new RunnerConfig.Echo());
  }

  @Test
  void a_role_exists_by_being_configured_anywhere() {
    Given given =
        new Given(temp)
            .yaml("executor: { roles: { writer: } }")
            .appsettings("{\"Executor\": {\"Roles\": {\"Painter\": {}}, \"MaxSinger\": 3}}")
            .env("EXECUTOR_ROLES_DANCER_MAX", "2")
            .env("Executor__Roles__Player__Max", "2")
            .args("--executor.roles.singer.timeout=1m");
    assertThat(names(given))
        .containsExactly(
            "agent", "dancer", "inspector", "manager", "painter", "player", "singer", "writer");
    assertThat(given.role("singer").max()).isEqualTo(3);
    assertThat(given.role("singer").stream()).isEqualTo("jobs:singer");
  }

  @Test
  void a_role_of_two_words_is_known_in_every_spelling() {
    Given given =
        new Given(temp)
            .yaml("executor.roles.code-review.stream: s")
            .appsettings("{\"Executor\": {\"MaxCodeReview\": 1}}")
            .env("EXECUTOR_ROLES_CODE_REVIEW_TIMEOUT", "1m")
            .env("EXECUTOR_ROLES_CODEREVIEW_RETRY_BACKOFF", "1m")
            .env("MAX_CODE_REVIEW", "7")
            .args("--executor.roles.code-review.retry.max-attempts=1");
    assertThat(names(given)).containsExactly("agent", "code-review", "inspector", "manager");
    assertThat(given.role("code-review").max()).isEqualTo(7);
    assertThat(given.load().warnings()).isEmpty();
  }

  @Test
  void a_variable_makes_no_role_out_of_half_a_name() {
    Given given = new Given(temp).env("EXECUTOR_ROLES_CODE_REVIEW_MAX", "1");
    assertThat(names(given)).containsExactly("agent", "inspector", "manager");
    assertThat(given.load().warnings())
        .containsExactly("EXECUTOR_ROLES_CODE_REVIEW_MAX is not known (ignored)");
  }

  @Test
  void a_role_can_be_configured_away() {
    Given given =
        new Given(temp)
            .env("EXECUTOR_ROLES_AGENT_ENABLED", "false")
            .env("EXECUTOR_ROLES_AGENT_COMMAND", "no-such-program")
            .env("MAX_AGENT", "1");
    assertThat(names(given)).containsExactly("inspector", "manager");
  }

  @Test
  void a_role_needs_a_name_that_a_stream_can_carry() {
    assertThat(new Given(temp).yaml("executor: { roles: { 'a b': { max: 1 } } }").problems())
        .containsExactly(
            "executor.roles.a b.max in application.yaml line 1 is not known:"
                + " the name of a role has a-z, 0-9, - and _, at most 64 of them");
  }

  @Test
  void two_roles_cannot_read_one_stream() {
    assertThat(new Given(temp).env("EXECUTOR_ROLES_MANAGER_STREAM", "jobs:agent").problems())
        .containsExactly(
            "EXECUTOR_ROLES_MANAGER_STREAM: \"jobs:agent\" is not allowed: role agent reads it");
  }

  @Test
  void a_command_or_plugin_without_a_runner_is_the_runner() {
    Given given =
        new Given(temp)
            .yaml("executor.roles: { agent: { command: run }, manager: { plugin: a.B } }");
    assertThat(given.role("agent").runner())
        .isEqualTo(new RunnerConfig.Command(List.of("run"), Given.DEFAULT_ENVIRONMENT, null));
    assertThat(given.role("manager").runner()).isEqualTo(new RunnerConfig.Plugin("a.B"));
  }

  @Test
  void a_runner_that_is_named_wins_over_a_command_that_is_there() {
    Given given = new Given(temp).yaml("executor.roles.agent: { command: no-run, runner: echo }");
    assertThat(given.role("agent").runner()).isEqualTo(new RunnerConfig.Echo());
  }

  @Test
  void a_runner_without_what_it_runs_is_a_problem() {
    assertThat(
            new Given(temp)
                .env("EXECUTOR_ROLES_AGENT_RUNNER", "command")
                .env("EXECUTOR_ROLES_INSPECTOR_RUNNER", "plugin")
                .env("EXECUTOR_ROLES_MANAGER_COMMAND", "[\"no-program\", \"--key\", \"hunter2\"]")
                .problems())
        .containsExactly(
            "executor.roles.agent.command: \"\" is not allowed: the runner command needs a program",
            "executor.roles.inspector.plugin: \"\" is not allowed: the runner plugin needs a class",
            "EXECUTOR_ROLES_MANAGER_COMMAND: \"no-program …\" is not allowed: it cannot be found");
  }

  private static List<String> names(Given given) {
    return given.config().roles().stream().map(role -> role.role().name()).toList();
  }
}

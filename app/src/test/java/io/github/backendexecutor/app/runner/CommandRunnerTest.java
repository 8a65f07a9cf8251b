package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.RunFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class CommandRunnerTest {
  private final Room room = new Room();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void json_on_stdout_is_the_result_as_it_is() throws Exception {
    assertThat(room.run(Room.shell("echo '{\"b\":1.10, \"a\":[]}'")))
        .isEqualTo("{\"b\":1.10, \"a\":[]}");
  }

  @Test
  void other_text_is_a_json_string_without_the_last_newline() throws Exception {
    assertThat(room.run(Room.shell("echo 'two \"words\"'; echo")))
        .isEqualTo("\"two \\\"words\\\"\\n\"");
  }

  @Test
  void two_json_values_are_text() throws Exception {
    assertThat(room.run(Room.shell("echo 1; echo 2"))).isEqualTo("\"1\\n2\"");
  }

  @Test
  void nothing_on_stdout_is_null() throws Exception {
    assertThat(room.run(Room.shell(":"))).isEqualTo("null");
    assertThat(room.run(Room.shell("echo"))).isEqualTo("null");
  }

  @Test
  void bytes_that_are_no_utf_8_and_nul_become_replacement_characters() throws Exception {
    assertThat(room.run(Room.shell("printf 'a\\377b\\000c\\303\\244'")))
        .isEqualTo("\"a\uFFFDb\uFFFDcä\"");
  }

  @Test
  void the_whole_job_is_on_stdin() throws Exception {
    String payload = "{\"z\":1.000000000000000000001,\"a\":[1e3, null]}";
    String echoed = room.runner(Room.settings("cat")).run(Room.job(payload), room.context);

    assertThat(echoed).contains("\"payload\":" + payload);
    JsonNode json = new JsonMapper().readTree(echoed);
    assertThat(json.propertyNames())
        .containsExactly(
            "jobId",
            "workflowId",
            "connectionId",
            "role",
            "task",
            "payload",
            "attempt",
            "idempotencyKey",
            "deadline",
            "priority",
            "traceparent",
            "fields");
    assertThat(json.get("jobId").stringValue()).isEqualTo("job-1");
    assertThat(json.get("workflowId").stringValue()).isEqualTo("flow-1");
    assertThat(json.get("connectionId").stringValue()).isEqualTo("connection-1");
    assertThat(json.get("role").stringValue()).isEqualTo("agent");
    assertThat(json.get("task").stringValue()).isEqualTo("draw a \"cat\"");
    assertThat(json.get("attempt").intValue()).isEqualTo(3);
    assertThat(json.get("idempotencyKey").stringValue()).isEqualTo("key-1");
    assertThat(json.get("deadline").stringValue()).isEqualTo("2030-01-02T03:04:05Z");
    assertThat(json.get("priority").intValue()).isEqualTo(7);
    assertThat(json.get("traceparent").stringValue()).isEqualTo("00-trace");
    assertThat(json.get("fields").toString()).isEqualTo("{\"color\":\"red\"}");
  }

  @Test
  void a_script_without_a_json_parser_has_variables() throws Exception {
    assertThat(
            room.run(
                Room.shell("echo \"$JOB_ID $JOB_WORKFLOW_ID $JOB_ROLE $JOB_ATTEMPT $JOB_TASK\"")))
        .isEqualTo("\"job-1 flow-1 agent 3 draw a \\\"cat\\\"\"");
  }

  @Test
  void the_environment_is_the_allowed_names_and_the_job_and_nothing_else() throws Exception {
    assertThat(System.getenv().keySet())
        .describedAs("this test needs a variable of our own that is not allowed")
        .anyMatch(name -> !CommandSettings.DEFAULT_ENVIRONMENT.contains(name));
    Set<String> expected = new TreeSet<>(System.getenv().keySet());
    expected.retainAll(CommandSettings.DEFAULT_ENVIRONMENT);
    expected.addAll(
        List.of(
            "JOB_ID", "JOB_WORKFLOW_ID", "JOB_ROLE", "JOB_TASK", "JOB_ATTEMPT", "EXECUTOR_RUN"));

    String printed = new JsonMapper().readTree(room.run(Room.settings("env"))).stringValue();

    assertThat(
            Arrays.stream(printed.split("\n"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet()))
        .isEqualTo(expected);
  }

  @Test
  void a_variable_gets_through_when_it_is_allowed() throws Exception {
    String name =
        System.getenv().keySet().stream()
            .filter(each -> !CommandSettings.DEFAULT_ENVIRONMENT.contains(each))
            .findAny()
            .orElseThrow();
    CommandSettings settings =
        new CommandSettings(List.of("/usr/bin/env"), Set.of(name), Duration.ZERO, 1_000_000, null);

    assertThat(room.run(settings)).contains(name + "=").doesNotContain("PATH=/");
  }

  @Test
  void the_payload_is_in_no_argument_and_no_variable() throws Exception {
    String seen =
        room.runner(Room.shell("tr '\\0' ' ' </proc/$$/cmdline; tr '\\0' ' ' </proc/$$/environ"))
            .run(Room.job("\"canary-4711\""), room.context);

    assertThat(seen).contains("job-1").doesNotContain("canary-4711");
  }

  @Test
  void a_long_task_with_nul_and_newlines_starts_too() throws Exception {
    Job strange =
        new Job(
            new JobId("ü/1-0"),
            "",
            "",
            new Role("agent"),
            "\0\n" + "x".repeat(1_000_000),
            JsonText.NULL,
            JobTerms.NONE,
            Map.of());
    String length =
        room.runner(Room.shell("printf %s \"$JOB_TASK\" | wc -c")).run(strange, room.context);

    assertThat(Integer.parseInt(length)).isBetween(4_000, 8_000);
  }

  @Test
  void lines_on_stderr_are_logged() throws Exception {
    room.run(Room.shell("echo one >&2; printf 'two\\r\\n\\000th' >&2; printf 'ree' >&2"));

    assertThat(room.context.lines).containsExactly("one", "two", "\uFFFDthree");
  }

  @Test
  void a_failure_names_the_exit_code_and_the_last_lines() {
    RunFailed failure = room.failure(Room.shell("echo out; echo first >&2; echo last >&2; exit 3"));

    assertThat(failure).hasMessage("sh ended with exit code 3: first\nlast");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).isNull();
  }

  @Test
  void a_failure_quotes_no_more_than_the_end_of_stderr() {
    RunFailed failure = room.failure(Room.shell("seq 1 100000 >&2; exit 1"));

    assertThat(failure.getMessage()).hasSizeLessThan(2_200).endsWith("\n99999\n100000");
  }

  @ParameterizedTest
  @CsvSource({"1,true", "64,false", "65,false", "78,false", "75,true", "127,true"})
  void the_exit_code_says_whether_to_try_again(int code, boolean retryable) {
    RunFailed failure = room.failure(Room.shell("exit " + code));

    assertThat(failure.retryable()).isEqualTo(retryable);
    assertThat(failure).hasMessage("sh ended with exit code " + code + ", nothing on stderr");
  }

  @Test
  void an_error_object_on_stdout_says_more() {
    RunFailed failure =
        room.failure(
            Room.shell(
                "echo '{\"error\":\"busy\",\"retry\":true,\"retryAfterMs\":1500}'; exit 65"));

    assertThat(failure).hasMessage("busy (sh ended with exit code 65)");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void an_error_object_can_forbid_another_try() {
    RunFailed failure =
        room.failure(
            Room.shell("echo '{\"retry\":false,\"retryAfterMs\":1}'; echo no >&2; exit 75"));

    assertThat(failure).hasMessage("sh ended with exit code 75: no");
    assertThat(failure.retryable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":5,\"retry\":\"no\",\"retryAfterMs\":\"1\"}",
        "{\"retryAfterMs\":-1}",
        "[1]",
        "{\"error\":"
      })
  void an_error_object_of_other_types_is_not_heard(String said) {
    RunFailed failure = room.failure(Room.shell("echo '" + said + "'; exit 1"));

    assertThat(failure).hasMessage("sh ended with exit code 1, nothing on stderr");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).isNull();
  }

  @Test
  void a_huge_wait_is_cut_to_a_year() {
    RunFailed failure = room.failure(Room.shell("echo '{\"retryAfterMs\":1e300}'; exit 1"));

    assertThat(failure.retryAfter()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void a_signal_is_named() {
    assertThat(room.failure(Room.shell("kill -9 $$")))
        .hasMessage(
            "sh ended with exit code 137, killed by signal 9"
                + " (SIGKILL, perhaps for want of memory), nothing on stderr");
    assertThat(room.failure(Room.shell("kill -SEGV $$")))
        .hasMessageContaining("exit code 139, killed by signal 11 (SIGSEGV)");
    assertThat(room.failure(Room.shell("kill -40 $$")))
        .hasMessageContaining("exit code 168, killed by signal 40,");
  }

  @Test
  void it_runs_in_its_working_directory(@TempDir Path folder) throws Exception {
    CommandSettings settings =
        new CommandSettings(List.of("pwd", "-P"), Set.of("PATH"), Duration.ZERO, 10_000, folder);

    assertThat(room.run(settings)).isEqualTo("\"" + folder.toRealPath() + "\"");
  }

  @Test
  void a_missing_executable_may_be_there_at_the_next_try(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("run.sh");
    CommandSettings settings = Room.settings(script.toString());

    assertThat(CommandRunner.check(settings))
        .isEqualTo("the command " + script + " does not exist");
    RunFailed missing = room.failure(settings);
    assertThat(missing).hasMessage("not started: the command " + script + " does not exist");
    assertThat(missing.retryable()).isTrue();

    Files.writeString(script, "#!/bin/sh\necho 1\n");
    assertThat(room.failure(settings))
        .hasMessage("not started: the command " + script + " is not executable");

    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(CommandRunner.check(settings)).isNull();
    assertThat(room.run(settings)).isEqualTo("1");
  }

  @Test
  void a_check_looks_in_the_path_and_at_the_working_directory(@TempDir Path folder) {
    assertThat(CommandRunner.check(Room.settings("sh"))).isNull();
    assertThat(CommandRunner.check(Room.settings("no-such-command-4711")))
        .isEqualTo("the command no-such-command-4711 is not found in PATH");
    assertThat(CommandRunner.check(Room.settings(folder.toString()))).endsWith("does not exist");
    CommandSettings nowhere =
        new CommandSettings(List.of("sh"), Set.of(), Duration.ZERO, 1, folder.resolve("gone"));
    assertThat(CommandRunner.check(nowhere))
        .isEqualTo("the working directory " + folder.resolve("gone") + " does not exist");
    assertThat(room.failure(nowhere).retryable()).isTrue();
  }

  @Test
  void wrong_settings_are_refused() {
    assertThatThrownBy(() -> Room.settings()).hasMessage("command: an executable is needed");
    assertThatThrownBy(() -> Room.settings("a", "b\0"))
        .hasMessage("command: a NUL character is not allowed");
    assertThatThrownBy(
            () -> new CommandSettings(List.of("a"), Set.of(), Duration.ofSeconds(-1), 1, null))
        .hasMessageStartingWith("stop-grace: ");
    assertThatThrownBy(() -> new CommandSettings(List.of("a"), Set.of(), Duration.ZERO, 0, null))
        .hasMessageStartingWith("max-output-bytes: ");
  }
}

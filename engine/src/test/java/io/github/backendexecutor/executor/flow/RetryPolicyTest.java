package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final Role AGENT = new Role("agent");
  private static final Outcome FAILED = new Outcome.Failed("boom", true, null);

  @Test
  void a_result_is_done_and_an_interrupt_gives_back() {
    var output = new JsonText("1");
    assertThat(judge(new Outcome.Completed(output), 0)).isEqualTo(new Verdict.Done(output));
    assertThat(judge(new Outcome.Interrupted(), 2)).isEqualTo(new Verdict.Release());
  }

  @ParameterizedTest
  @CsvSource({"0,1999", "1,3999", "2,7999", "3,15999", "4,29999", "20,29999", "40,29999"})
  void the_longest_wait_doubles_up_to_the_bound(int failures, long millis) {
    Verdict verdict = policy(100, 0.99999).judge(FAILED, run(failures, null));
    assertThat(verdict).isEqualTo(new Verdict.Retry(Duration.ofMillis(millis), "boom"));
  }

  @Test
  void the_jitter_is_full() {
    Verdict verdict = policy(100, 0).judge(FAILED, run(5, null));
    assertThat(verdict).isEqualTo(new Verdict.Retry(Duration.ZERO, "boom"));
  }

  @Test
  void the_last_allowed_failure_buries() {
    assertThat(judge(FAILED, 1)).isInstanceOf(Verdict.Retry.class);
    assertThat(judge(FAILED, 2)).isEqualTo(new Verdict.Bury("boom"));
  }

  @Test
  void a_job_may_bring_its_own_number_of_attempts() {
    assertThat(policy(3, 0).judge(FAILED, run(0, 1))).isInstanceOf(Verdict.Bury.class);
    assertThat(policy(3, 0).judge(FAILED, run(8, 10))).isInstanceOf(Verdict.Retry.class);
  }

  @Test
  void a_runner_can_say_never_again_or_not_before() {
    assertThat(judge(new Outcome.Failed("no", false, null), 0)).isEqualTo(new Verdict.Bury("no"));
    var later = new Outcome.Failed("busy", true, Duration.ofMinutes(10));
    assertThat(judge(later, 0)).isEqualTo(new Verdict.Retry(Duration.ofMinutes(10), "busy"));
    var past = new Outcome.Failed("busy", true, Duration.ofMinutes(-10));
    assertThat(judge(past, 0)).isEqualTo(new Verdict.Retry(Duration.ZERO, "busy"));
  }

  @Test
  void a_timeout_is_a_failure_that_names_its_limit() {
    Verdict verdict = judge(new Outcome.TimedOut(Duration.ofMinutes(30)), 2);
    assertThat(verdict).isEqualTo(new Verdict.Bury("timed out after 1800 s"));
  }

  private static Verdict judge(Outcome outcome, int failures) {
    return policy(3, 0.5).judge(outcome, run(failures, null));
  }

  private static RetryPolicy policy(int maxAttempts, double random) {
    var retry = new RetrySettings(maxAttempts, Duration.ofSeconds(2), Duration.ofSeconds(30), 2);
    var role = new RoleSettings(AGENT, (_, _) -> "1", Duration.ofMinutes(1), retry, 100);
    return new RetryPolicy(Map.of(AGENT, role), () -> random);
  }

  private static Run run(int failures, @Nullable Integer maxAttempts) {
    var terms = new JobTerms(null, null, maxAttempts, 0, null);
    var job = new Job(new JobId("j"), "", "", AGENT, "", JsonText.NULL, terms, Map.of());
    return new Run(job, failures + 1, failures, null, Instant.EPOCH);
  }
}

package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// Judges how a run ended. Waits grow exponentially with full jitter: a random time between nothing
/// and the backoff, so that jobs that failed together do not come back together.
final class RetryPolicy {
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Map<Role, RoleSettings> roles;
  private final DoubleSupplier random;

  /// @param random numbers from 0 (inclusive) to 1 (exclusive)
  RetryPolicy(Map<Role, RoleSettings> roles, DoubleSupplier random) {
    this.roles = roles;
    this.random = random;
  }

  Verdict judge(Outcome outcome, Run run) {
    RetrySettings settings = RoleSettings.of(run, roles).retry();
    return switch (outcome) {
      case Outcome.Completed(var output) -> new Verdict.Done(output);
      case Outcome.Interrupted() -> new Verdict.Release();
      case Outcome.Cancelled() -> new Verdict.Cancel();
      case Outcome.TimedOut(var limit) ->
          retry("timed out after " + inWords(limit), null, run, settings);
      case Outcome.Failed(var error, var retryable, var after) ->
          retryable ? retry(error, after, run, settings) : new Verdict.Bury(error);
    };
  }

  private Verdict retry(String error, @Nullable Duration asked, Run run, RetrySettings settings) {
    Integer own = run.job().terms().maxAttempts();
    int failures = run.failures() + 1;
    if (failures >= (own == null ? settings.maxAttempts() : own)) {
      return new Verdict.Bury(error);
    }
    return new Verdict.Retry(asked == null ? backoff(failures, settings) : bounded(asked), error);
  }

  private Duration backoff(int failures, RetrySettings settings) {
    double cap = settings.maxBackoff().toMillis();
    double longest = Math.min(cap, settings.backoff().toMillis() * Math.pow(2, failures - 1));
    return Duration.ofMillis((long) (longest * random.getAsDouble()));
  }

  private static Duration bounded(Duration asked) {
    return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }

  private static String inWords(Duration time) {
    return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }
}

package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Clock.Alarm;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// Calls a job's runner under its timeout and turns any ending into an [Outcome].
final class RunnerCall {
  /// How long an interrupted runner has to end before it is left behind.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MAX_ERROR = 8 * 1024;

  private final Map<Role, RoleSettings> roles;
  private final Clock clock;
  private final Deadlines deadlines;

  RunnerCall(Map<Role, RoleSettings> roles, Clock clock) {
    this.roles = roles;
    this.clock = clock;
    this.deadlines = new Deadlines(clock);
  }

  /// Runs on the calling thread. When [RunControl#end] says that the run was ended without the
  /// runner, the outcome counts for nothing.
  Outcome run(Run run, RunControl control, JobLog log) {
    RoleSettings role = RoleSettings.of(run, roles);
    Duration own = run.job().terms().timeout();
    Duration limit = own == null ? role.timeout() : own;
    if (!control.enter()) {
      return Objects.requireNonNullElse(control.cause(), new Outcome.Interrupted());
    }
    Alarm deadline = deadlines.set(limit, () -> timedOut(limit, control));
    try {
      var context = new Context(run, clock.now().plus(limit), log);
      return checked(role.runner().run(run.job(), context), role.maxOutput());
    } catch (Throwable e) { // whatever a runner does must end as an outcome, an Error too
      Outcome cause = control.cause();
      return cause == null ? described(e) : cause;
    } finally {
      deadline.cancel();
    }
  }

  private void timedOut(Duration limit, RunControl control) {
    control.stop(new Outcome.TimedOut(limit));
    clock.alarm(PATIENCE, control::abandon);
  }

  /// Runners may be written without null checks, so a missing result is looked for here.
  @SuppressWarnings("ConstantValue")
  private static Outcome checked(String output, int max) {
    if (output == null) {
      return failed("the runner returned nothing; it must return JSON");
    }
    if (output.length() > max) {
      return failed(
          "the runner returned "
              + output.length()
              + " characters; at most "
              + max
              + " are allowed");
    }
    try {
      JsonText.parse(output);
      String clean = CleanText.of(output, max);
      return new Outcome.Completed(new JsonText(clean));
    } catch (JsonText.NotJson e) {
      return failed("the runner returned text that is not JSON: " + e.getMessage());
    }
  }

  /// An exception is a runner's own code too, and may throw when it is asked what it says.
  private static Outcome described(Throwable e) {
    try {
      return failure(e);
    } catch (RuntimeException | Error _) {
      return failed("failed with " + e.getClass().getName());
    }
  }

  private static Outcome failure(Throwable e) {
    if (e instanceof RunFailed failed) {
      String error = text(failed.getMessage() == null ? "failed" : failed.getMessage());
      return new Outcome.Failed(error, failed.retryable(), failed.retryAfter());
    }
    return failed(text(e.toString()));
  }

  private static Outcome failed(String error) {
    return new Outcome.Failed(error, true, null);
  }

  private static String text(String message) {
    return CleanText.of(message, MAX_ERROR);
  }

  private record Context(Run run, Instant deadline, JobLog log) implements JobContext {
    @Override
    public int attempt() {
      return run.attempt();
    }

    @Override
    public String idempotencyKey() {
      return run.idempotencyKey();
    }

    @Override
    public void log(String line) {
      log.add(line);
    }
  }
}

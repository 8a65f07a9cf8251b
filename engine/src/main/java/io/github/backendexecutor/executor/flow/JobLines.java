package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// The log lines of a job's story. Each carries jobId, role and attempt. What a job contains goes
/// to a logger of its own, which is off unless it is switched on.
final class JobLines {
  /// The logger that writes tasks, payloads and results.
  static final String PAYLOADS = "executor.payloads";

  private static final Logger LOG = LoggerFactory.getLogger("executor.jobs");
  private static final Logger CONTENT = LoggerFactory.getLogger(PAYLOADS);
  private static final int MAX_ERROR = 300;

  /// Characters that turn the direction of the text after them.
  private static final Pattern DIRECTIONS =
      Pattern.compile("[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  private JobLines() {}

  /// All lines of this thread are about this job until the answer is closed.
  ///
  /// @param run null: it has not begun
  static Scope about(Role role, JobId id, @Nullable Run run, @Nullable String traceId) {
    MDC.put("role", role.name());
    MDC.put("jobId", shown(id.value()));
    about(run, traceId);
    return MDC::clear;
  }

  private static void about(@Nullable Run run, @Nullable String traceId) {
    if (run != null) {
      MDC.put("attempt", Integer.toString(run.attempt()));
    }
    if (traceId != null) {
      MDC.put("traceId", traceId);
    }
  }

  static void started(Run run, @Nullable String traceId) {
    about(run, traceId);
    LOG.debug("started");
    if (CONTENT.isInfoEnabled()) {
      CONTENT.info("task: {} payload: {}", run.job().task(), run.job().payload());
    }
  }

  static void ended(Ending ending) {
    switch (ending.verdict()) {
      case Verdict.Done(var output) -> {
        if (LOG.isInfoEnabled()) {
          LOG.info("completed in {}", took(ending));
        }
        CONTENT.info("result: {}", output);
      }
      case Verdict.Retry(var after, var error) ->
          LOG.warn(
              "failed after {}, again in {} ms: {}", took(ending), after.toMillis(), line(error));
      case Verdict.Bury(var error) ->
          LOG.warn("failed for good after {}: {}", took(ending), line(error));
      case Verdict.Cancel() -> LOG.info("cancelled after {}", took(ending));
      case Verdict.Release() ->
          LOG.info("given back after {}: this process is stopping", took(ending));
    }
  }

  static void endedBefore(JobEvent event) {
    if (event.error() != null && event.attempt() == 0) {
      LOG.warn("not run: {}", line(event.error()));
    } else {
      LOG.debug("had ended before as {}; told and settled again", event.status().word());
    }
  }

  static void lost(Run run) {
    LOG.warn("the result of attempt {} was discarded: the job is no longer ours", run.attempt());
  }

  static void kept(Run run) {
    LOG.warn(
        "the result of attempt {} is kept on the disk until the database is back", run.attempt());
  }

  static void duplicate(JobState state) {
    LOG.debug("the entry stays pending: its job is {}", state.word());
  }

  static void leftBehind(Run run) {
    LOG.error("the runner of attempt {} ignores its interrupt and is left behind", run.attempt());
  }

  static void leftPending(StoreUnavailable why) {
    LOG.warn("left as it is, the database is away: {}", why.getMessage());
  }

  static void broken(Throwable why) {
    LOG.error("left as it is, after a fault of this program", why);
  }

  private static String took(Ending ending) {
    long millis = Duration.between(ending.run().startedAt(), ending.at()).toMillis();
    return millis < 10_000 ? millis + " ms" : millis / 1_000 + " s";
  }

  /// One bounded line, whatever a runner put into its error: control characters could forge log
  /// lines.
  private static String line(String text) {
    String cut = text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR) + "…";
    return DIRECTIONS.matcher(cut.replaceAll("\\p{Cntrl}+", " ")).replaceAll("·");
  }

  /// Nearly all ids are plain, and to see that is cheaper than to look for the pattern.
  private static String shown(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) > '~') {
        return DIRECTIONS.matcher(id).replaceAll("·");
      }
    }
    return id;
  }

  /// Ends what [#about] began.
  @FunctionalInterface
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}

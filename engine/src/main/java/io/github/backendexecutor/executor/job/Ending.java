package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// Everything that is saved when a run ends.
///
/// @param at when the runner ended
/// @param log what the run logged, cut to a bounded size; may be empty
public record Ending(Run run, Outcome outcome, Verdict verdict, Instant at, String log) {

  /// The same run, failed for good for this reason, without anything that the runner returned.
  public Ending refused(String reason) {
    String error = CleanText.of(reason, 1_000);
    return new Ending(run, new Outcome.Failed(error, false, null), new Verdict.Bury(error), at, "");
  }

  /// The same run, as one that was cancelled.
  public Ending cancelled() {
    return new Ending(run, new Outcome.Cancelled(), new Verdict.Cancel(), at, log);
  }

  /// About how much heap this end keeps alive besides its job, in bytes.
  public long weight() {
    long output = outcome instanceof Outcome.Completed(var result) ? result.text().length() : 0;
    return 512L + output + log.length();
  }
}

package io.github.backendexecutor.executor.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of runs whose instance is gone.
///
/// @param ready how many jobs are due again, with one more loss each
/// @param ended the jobs that ended: lost too often, or somebody had asked to cancel them
/// @param more whether there may be more to take over
public record TakenOver(int ready, List<Ended> ended, boolean more) {

  /// A job that ended, and its entry; null when it came from no stream.
  public record Ended(JobEvent event, @Nullable Entry entry) {}
}

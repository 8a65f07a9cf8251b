package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Ends the runs of one batch. Only an ending that ended nothing is looked at again: it was saved
/// before, or its run is no longer ours.
final class Finishes {
  private static final Comparator<RunEnd> BY_RUN =
      Comparator.comparing((RunEnd end) -> end.id().value()).thenComparingInt(RunEnd::attempt);

  private Finishes() {}

  /// Writes them all and answers each.
  static void write(JobTable table, List<Request.Finish> finishes) throws SQLException {
    Map<RunKey, Saved> otherwise = save(table, finishes.stream().map(one -> one.end).toList());
    finishes.forEach(one -> one.answer(saved(one.end, otherwise)));
  }

  /// Writes them all; of several for one run the first counts.
  ///
  /// @return what became of those runs that did not end as given: usually none
  static Map<RunKey, Saved> save(JobTable table, List<RunEnd> all) throws SQLException {
    List<RunEnd> ends = InOrder.of(all, BY_RUN).firsts();
    Map<RunKey, Saved> otherwise = new HashMap<>(table.end(ends));
    List<RunEnd> unsure = new ArrayList<>();
    for (RunEnd end : ends) {
      Saved how = saved(end, otherwise);
      if (how == Saved.NOT_OURS) {
        unsure.add(end);
      } else {
        table.events().add(end.as(how));
      }
    }
    if (!unsure.isEmpty()) {
      Map<JobId, LastRun> runs =
          table.held().lastRuns(unsure.stream().map(RunEnd::id).collect(Collectors.toSet()));
      for (RunEnd end : unsure) {
        LastRun last = runs.get(end.id());
        otherwise.put(end.key(), last == null ? Saved.NOT_OURS : last.saved(end));
      }
    }
    return otherwise;
  }

  private static Saved saved(RunEnd end, Map<RunKey, Saved> otherwise) {
    return otherwise.isEmpty() ? Saved.AS_GIVEN : otherwise.getOrDefault(end.key(), Saved.AS_GIVEN);
  }
}

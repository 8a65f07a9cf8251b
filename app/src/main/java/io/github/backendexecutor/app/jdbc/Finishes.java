package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ends the runs of one batch. Only an ending that ended nothing is looked at again: it was saved
/// before, or its run is no longer ours.
final class Finishes {
  private static final Comparator<RunEnd.Key> BY_ID =
      Comparator.comparing((RunEnd.Key key) -> key.id().value())
          .thenComparingInt(RunEnd.Key::attempt);

  private Finishes() {}

  /// Writes them all and answers each with whether its run was ours.
  static void write(JobTable table, List<Request.Finish> finishes) throws SQLException {
    Map<RunEnd.Key, RunEnd> firsts = new TreeMap<>(BY_ID);
    finishes.forEach(finish -> firsts.putIfAbsent(finish.end.key(), finish.end));
    Set<RunEnd.Key> ended = table.end(List.copyOf(firsts.values()));
    List<Request.Finish> unsure = new ArrayList<>();
    for (Request.Finish finish : finishes) {
      if (ended.contains(finish.end.key())) {
        finish.answer(true);
      } else {
        unsure.add(finish);
      }
    }
    if (!unsure.isEmpty()) {
      Map<JobId, JobRow> rows =
          table.rows(unsure.stream().map(one -> one.end.id()).collect(Collectors.toSet()));
      unsure.forEach(finish -> finish.answer(isSaved(finish.end, rows.get(finish.end.id()))));
    }
  }

  /// The reply to an earlier COMMIT may have been lost: then the row shows our run, ended.
  private static boolean isSaved(RunEnd end, @Nullable JobRow row) {
    return row != null
        && row.attempt() == end.attempt()
        && end.owner().equals(row.owner())
        && row.state() != JobState.RUNNING;
  }
}

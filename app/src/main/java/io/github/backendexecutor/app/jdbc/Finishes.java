package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Ends the runs of one batch. Only an ending that ended nothing is looked at again: it was saved
/// before, or its run is no longer ours.
final class Finishes {
  private static final Comparator<RunKey> BY_ID =
      Comparator.comparing((RunKey key) -> key.job().value()).thenComparingInt(RunKey::attempt);

  private Finishes() {}

  /// Writes them all and answers each.
  static void write(JobTable table, List<Request.Finish> finishes) throws SQLException {
    Map<RunKey, Saved> saved = save(table, finishes.stream().map(one -> one.end).toList());
    finishes.forEach(one -> one.answer(saved.getOrDefault(one.end.key(), Saved.NOT_OURS)));
  }

  /// Writes them all and tells what became of each; of several for one run the first counts.
  static Map<RunKey, Saved> save(JobTable table, Collection<RunEnd> ends) throws SQLException {
    Map<RunKey, RunEnd> firsts = new TreeMap<>(BY_ID);
    ends.forEach(end -> firsts.putIfAbsent(end.key(), end));
    Map<RunKey, Saved> saved = new HashMap<>(table.end(List.copyOf(firsts.values())));
    List<RunEnd> unsure = new ArrayList<>();
    for (RunEnd end : firsts.values()) {
      Saved how = saved.get(end.key());
      if (how == null) {
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
        saved.put(end.key(), last == null ? Saved.NOT_OURS : last.saved(end));
      }
    }
    return saved;
  }
}

package io.github.backendexecutor.app.jdbc;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The workflows that this process has lately made known to the database, so that only the first
/// job of a workflow costs a write. Forgets each after ten minutes: a workflow stays in the
/// database longer than that after its last job. Used by the one thread that begins jobs.
final class KnownWorkflows {
  private static final int MAX = 10_000;
  private static final long MAX_AGE = 600_000;

  private final Map<String, Long> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX;
        }
      };

  /// Those workflows of the rows that are to be made known, with the times of their first jobs.
  SortedMap<String, Long> unknown(Collection<JobRow> rows) {
    SortedMap<String, Long> firsts = new TreeMap<>();
    for (JobRow row : rows) {
      String workflow = row.job().workflowId();
      long now = Millis.of(row.createdAt());
      Long since = known.get(workflow);
      boolean fresh = since != null && now - since < MAX_AGE;
      if (!workflow.isEmpty() && !fresh) {
        firsts.merge(workflow, now, Math::min);
      }
    }
    return firsts;
  }

  /// These are committed.
  void add(Map<String, Long> committed) {
    known.keySet().removeAll(committed.keySet());
    known.putAll(committed);
  }
}

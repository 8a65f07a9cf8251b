package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// The statements that change jobs, within one transaction of one connection. What differs between
/// the databases is below this line, what is decided about jobs is above it.
interface JobTable {
  /// The job waits for its time. Each half must read exactly as in an index `job_due`: the first as
  /// in SQLite's, the second as in PostgreSQL's.
  String WAITING = "next_run_at IS NOT NULL AND state IN ('ready', 'retry_wait', 'scheduled')";

  /// Makes those rows whose id is not taken.
  ///
  /// @param rows each id once, in the order of the ids; may be none
  /// @return the ids that are taken: usually none
  Set<JobId> insert(List<JobRow> rows) throws SQLException;

  /// The rows of these ids; unknown ids are absent.
  Map<JobId, JobRow> rows(Collection<JobId> ids) throws SQLException;

  /// Ends those runs that are still running with the same attempt and owner, as cancelled when
  /// somebody asked for that, and adds their line to the attempt history.
  ///
  /// @param ends each run once, in the order of the ids; may be none
  /// @return what became of those runs that did not end as given: usually none
  Map<RunKey, Saved> end(List<RunEnd> ends) throws SQLException;

  /// Makes at most `max` rows whose time has come running as the owner's, with one more attempt,
  /// oldest first. Rows that another transaction holds are passed over.
  List<JobRow> claim(Role role, int max, InstanceId owner, Instant now) throws SQLException;

  /// The rows of the role that the owner has claimed and not finished: running, and not by their
  /// first begin.
  List<JobRow> claimed(Role role, InstanceId owner) throws SQLException;

  /// What those of these jobs were that were retried by hand.
  Map<JobId, Past> pasts(Collection<JobId> ids) throws SQLException;

  /// For what is done to few rows, one by one.
  HeldRows held();

  /// Makes those of these workflows known that are not.
  ///
  /// @param firsts each with the time of its first job, in the order of the ids; may be none
  void addWorkflows(SortedMap<String, Long> firsts) throws SQLException;

  /// What this transaction changes of the counters. What [#insert], [#end] and [#claim] change is
  /// in it.
  Tally tally();

  /// Writes what is in the tally. Nothing may be changed after.
  void writeTally() throws SQLException;

  /// Folds at most so many changes of counters into the counters; nothing while another one does.
  ///
  /// @return how many
  int fold(int max) throws SQLException;

  /// The connection of this transaction, for what is no job.
  Connection connection();

  /// How a statement is given a list of ids.
  IdList ids();

  /// What this transaction makes happen that somebody may wait for.
  EventRows events();
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The statements that change jobs, within one transaction of one connection. What differs between
/// the databases is below this line, what is decided about jobs is above it.
interface JobTable {
  /// The states in which a job waits for its time; must read exactly as in the index `job_due`.
  String WAITING = "state IN ('ready', 'retry_wait', 'scheduled')";

  /// Makes those rows whose id is not taken.
  ///
  /// @param rows each id once, in the order of the ids; may be none
  /// @return the ids of the rows that were made
  Set<JobId> insert(List<JobRow> rows) throws SQLException;

  /// The rows of these ids; unknown ids are absent.
  Map<JobId, JobRow> rows(Collection<JobId> ids) throws SQLException;

  /// Ends those runs that are still running with the same attempt and owner, as cancelled when
  /// somebody asked for that, and adds their line to the attempt history.
  ///
  /// @param ends each run once, in the order of the ids; may be none
  /// @return the runs that were ended
  Map<RunKey, Saved> end(List<RunEnd> ends) throws SQLException;

  /// Makes at most `max` rows whose time has come running as the owner's, with one more attempt,
  /// oldest first. Rows that another transaction holds are passed over.
  List<JobRow> claim(Role role, int max, InstanceId owner, Instant now) throws SQLException;

  /// The rows of the role that the owner has claimed and not finished: running, and not by their
  /// first begin.
  List<JobRow> claimed(Role role, InstanceId owner) throws SQLException;

  /// For what is done to few rows, one by one.
  HeldRows held();

  /// What this transaction makes happen that somebody may wait for.
  EventRows events();
}

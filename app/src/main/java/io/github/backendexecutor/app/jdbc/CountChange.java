package io.github.backendexecutor.app.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a transaction changes one counter: of jobs in a state, of jobs that ended within a minute,
/// or of failed jobs in a group. A plain value, so that a batch writes all of them at once.
///
/// @param role as the table `job` has it
/// @param minute when the minute begins in which they ended; null: it is no such counter
/// @param errorKey the group; null: it is no such counter
/// @param example the latest error of the group; null: none was added
/// @param at when that one failed; 0: none was added
record CountChange(
    String role,
    String state,
    @Nullable Long minute,
    @Nullable String errorKey,
    long n,
    long waitMillis,
    long runMillis,
    @Nullable String example,
    @Nullable String jobId,
    long at) {

  static final List<Column<CountChange>> COLUMNS =
      List.of(
          Column.text("role", CountChange::role),
          Column.text("state", CountChange::state),
          Column.bigint("minute", CountChange::minute),
          Column.text("error_key", CountChange::errorKey),
          Column.bigint("n", CountChange::n),
          Column.bigint("wait_ms", CountChange::waitMillis),
          Column.bigint("run_ms", CountChange::runMillis),
          Column.text("example", CountChange::example),
          Column.text("job_id", CountChange::jobId),
          Column.bigint("at", CountChange::at));

  /// Whether this and `other` change the same counter.
  record Counter(String role, String state, @Nullable Long minute, @Nullable String errorKey) {}

  Counter counter() {
    return new Counter(role, state, minute, errorKey);
  }

  CountChange and(CountChange other) {
    CountChange last = other.at >= at && other.example != null ? other : this;
    return new CountChange(
        role,
        state,
        minute,
        errorKey,
        n + other.n,
        waitMillis + other.waitMillis,
        runMillis + other.runMillis,
        last.example,
        last.jobId,
        last.at);
  }

  /// Whether nothing changes by it.
  boolean isNothing() {
    return n == 0 && minute == null && at == 0;
  }
}

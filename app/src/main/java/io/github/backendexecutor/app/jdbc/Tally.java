package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the counters change by what one transaction does: gathered in memory while it works, written
/// as one of its last acts. So counters cost a statement a batch, and none is ever counted anew.
final class Tally {
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;

  private static final int MAX_WAIT_DIGITS = 15;

  private final Map<CountChange.Counter, CountChange> changes = new LinkedHashMap<>();

  /// How many rows more each role has in each state: most of what is counted.
  private final Map<String, Map<JobState, Long>> standing = new LinkedHashMap<>();

  /// This transaction made this row.
  void made(JobRow row) {
    standing(row.roleText(), row.state(), 1);
    if (row.state().terminal()) {
      ended(row, 0);
    }
  }

  /// This transaction changed where this row stands, its role, or both.
  void moved(JobRow before, JobRow after) {
    if (before.state() == after.state() && before.roleText().equals(after.roleText())) {
      return;
    }
    left(before.roleText(), before.state(), before.errorKey(), 1);
    standing(after.roleText(), after.state(), 1);
    if (after.state().terminal() && !before.state().terminal()) {
      Instant started = before.state() == JobState.RUNNING ? before.startedAt() : null;
      ended(after, started == null ? 0 : Millis.of(started));
    }
  }

  /// So many rows of the role went from one state to another, and none of them ended by it.
  void moved(String role, JobState from, JobState to, int rows) {
    Map<JobState, Long> states = states(role);
    states.merge(from, (long) -rows, Long::sum);
    states.merge(to, (long) rows, Long::sum);
  }

  /// So many rows are in this state no longer.
  ///
  /// @param errorKey of failed ones
  void left(String role, JobState state, @Nullable String errorKey, int rows) {
    standing(role, state, -rows);
    if (errorKey != null) {
      add(
          new CountChange(
              role, JobState.FAILED.word(), null, errorKey, -rows, 0, 0, null, null, 0));
    }
  }

  /// This tombstone, which nobody knew the role of, has one now.
  void filled(JobRow row) {
    standing(JobRows.UNSEEN, row.state(), -1);
    standing(row.roleText(), row.state(), 1);
    long minute = Millis.of(row.endedAt()) / MINUTE * MINUTE;
    String state = row.state().word();
    add(new CountChange(JobRows.UNSEEN, state, minute, null, -1, 0, 0, null, null, 0));
    ended(row, 0);
  }

  /// A row is in this state of the role from now on, and was counted elsewhere before.
  void entered(String role, JobState state) {
    standing(role, state, 1);
  }

  /// This running row of the role ended, or waits again.
  void ended(RunEnd end, JobState state, String role, long waited) {
    moved(role, JobState.RUNNING, state, 1);
    if (state.terminal()) {
      ended(role, state, end.endedAt(), waited, Math.max(0, end.endedAt() - end.startedAt()));
    }
    if (state == JobState.FAILED && end.error() != null) {
      failed(role, end.errorKey(), end.error(), end.id().value(), end.endedAt());
    }
  }

  private void ended(JobRow row, long started) {
    long at = Millis.of(row.endedAt());
    long waited = waited(row.entry() == null ? null : row.entry().id(), Millis.of(row.createdAt()));
    ended(row.roleText(), row.state(), at, waited, started == 0 ? 0 : Math.max(0, at - started));
    if (row.state() == JobState.FAILED) {
      failed(row.roleText(), row.errorKey(), row.error(), row.job().id().value(), at);
    }
  }

  /// A job of the role that ended at this time.
  void ended(String role, JobState state, long at, long waited, long ran) {
    long minute = at / MINUTE * MINUTE;
    add(new CountChange(role, state.word(), minute, null, 1, waited, ran, null, null, 0));
  }

  private void failed(
      String role, @Nullable String key, @Nullable String error, String id, long at) {
    if (key != null && error != null) {
      String example = CleanText.of(error, JobLine.MAX_TEXT);
      add(new CountChange(role, JobState.FAILED.word(), null, key, 1, 0, 0, example, id, at));
    }
  }

  /// How long an entry lay in its stream until its row was made, as its id says, which Redis gave.
  static long waited(@Nullable String entryId, long createdAt) {
    int dash = entryId == null ? -1 : entryId.indexOf('-');
    if (entryId == null || dash < 1 || dash > MAX_WAIT_DIGITS) {
      return 0;
    }
    long added = 0;
    for (int i = 0; i < dash; i++) {
      int digit = entryId.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      added = 10 * added + digit;
    }
    return Math.max(0, createdAt - added);
  }

  private void standing(String role, JobState state, long n) {
    states(role).merge(state, n, Long::sum);
  }

  private Map<JobState, Long> states(String role) {
    return standing.computeIfAbsent(role, _ -> new EnumMap<>(JobState.class));
  }

  private void add(CountChange change) {
    changes.merge(change.counter(), change, CountChange::and);
  }

  /// What is to be written.
  List<CountChange> changes() {
    List<CountChange> all = new ArrayList<>();
    standing.forEach((role, rows) ->
        rows.forEach((state, n) ->
            all.add(new CountChange(role, state.word(), null, null, n, 0, 0, null, null, 0))));
    all.addAll(changes.values());
    all.removeIf(CountChange::isNothing);
    return all;
  }
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides what the entries of one batch become. The usual case is one statement: all of them are
/// new. Only an entry whose id is taken is looked at again, next to the row that it met.
final class Begins {
  private static final Comparator<JobId> BY_ID = Comparator.comparing(JobId::value);
  private static final Comparator<Wanted> WANTED_BY_ID = Comparator.comparing(Wanted::id, BY_ID);

  private final JobTable table;
  private final InstanceId owner;
  private final KnownWorkflows workflows;
  private final List<JobRow> told = new ArrayList<>();

  Begins(JobTable table, InstanceId owner, KnownWorkflows workflows) {
    this.table = table;
    this.owner = owner;
    this.workflows = workflows;
  }

  /// Writes them all and answers each.
  ///
  /// @return the workflows that are known once this is committed
  Map<String, Long> write(List<Request.Begin> begins) throws SQLException {
    List<Wanted> refused = new ArrayList<>();
    List<Wanted> wanted = begins.stream().map(begin -> new Wanted(begin, begin.row)).toList();
    for (Met met : fillTombstones(insert(wanted))) {
      String reason = conflict(met);
      if (reason == null) {
        met.begin().answer(meet(met.begin(), met.row()));
      } else {
        refused.add(new Wanted(met.begin(), met.begin().row.refusedAs(ownId(met, 0), reason)));
      }
    }
    refuse(refused);
    SortedMap<String, Long> firsts = workflows.unknown(told);
    table.addWorkflows(firsts);
    return firsts;
  }

  /// Keeps each refused entry under the id of its entry. Should even that id be taken (Redis lost
  /// its data and gave an entry's id again), a number follows it.
  private void refuse(List<Wanted> refused) throws SQLException {
    List<Wanted> left = refused;
    for (int number = 1; !left.isEmpty(); number++) {
      List<Wanted> next = new ArrayList<>();
      for (Met met : insert(left)) {
        if (met.wasRefused() && sameEntry(met.begin(), met.row())) {
          met.begin().answer(meet(met.begin(), met.row()));
        } else {
          String reason = Objects.requireNonNull(met.wanted().error());
          next.add(new Wanted(met.begin(), met.wanted().refusedAs(ownId(met, number), reason)));
        }
      }
      left = next;
    }
  }

  private static JobId ownId(Met met, int number) {
    Entry entry = met.begin().delivery.entry();
    return number == 0 ? JobId.of(entry) : new JobId(entry + "#" + number);
  }

  /// Makes the rows whose ids are free and answers those; of several with one id the first is made.
  /// Returns the others with the rows that they met.
  private List<Met> insert(List<Wanted> wanted) throws SQLException {
    InOrder<Wanted> inOrder = InOrder.of(wanted, WANTED_BY_ID);
    Set<JobId> taken = table.insert(inOrder.firsts().stream().map(Wanted::row).toList());
    List<Wanted> late = new ArrayList<>();
    for (Wanted one : inOrder.firsts()) {
      if (taken.contains(one.id())) {
        late.add(one);
      } else {
        told.add(one.row());
        table.events().add(one.row());
        one.begin().answer(made(one.row()));
      }
    }
    late.addAll(inOrder.others());
    return late.isEmpty() ? List.of() : meet(late);
  }

  private List<Met> meet(List<Wanted> late) throws SQLException {
    Map<JobId, JobRow> rows = table.rows(late.stream().map(Wanted::id).collect(Collectors.toSet()));
    Map<JobId, Past> pasts =
        table.pasts(
            rows.values().stream()
                .filter(row -> row.generation() > 1)
                .map(row -> row.job().id())
                .toList());
    List<Met> met = new ArrayList<>();
    for (Wanted one : late) {
      JobRow row = rows.get(one.id());
      if (row == null) {
        // deleted in between; as the batch fails, each of it is tried again by itself
        throw new IllegalStateException("the row of job " + one.id() + " is gone");
      }
      met.add(new Met(one.begin(), one.row(), row, pasts.getOrDefault(one.id(), Past.NONE)));
    }
    return met;
  }

  /// A job that was cancelled before it was known takes over what its first entry says. Returns
  /// what the entries meet after that.
  private List<Met> fillTombstones(List<Met> all) throws SQLException {
    Map<JobId, JobRow> filled = new TreeMap<>(BY_ID);
    for (Met met : all) {
      if (met.row().isTombstone()) {
        filled.putIfAbsent(met.row().job().id(), met.row().filledBy(met.wanted()));
      }
    }
    if (filled.isEmpty()) {
      return all;
    }
    table.held().fill(filled.values());
    told.addAll(filled.values());
    // another instance may have been first, with another entry
    Map<JobId, JobRow> rows = table.rows(filled.keySet());
    return all.stream()
        .map(met -> met.as(rows.getOrDefault(met.row().job().id(), met.row())))
        .toList();
  }

  private static Begun made(JobRow row) {
    return switch (row.state()) {
      case RUNNING -> new Begun.Started(row.run());
      case SCHEDULED -> new Begun.Scheduled(Objects.requireNonNull(row.nextRunAt()));
      default -> new Begun.Ended(row.end());
    };
  }

  private Begun meet(Request.Begin begin, JobRow row) {
    if (row.state().terminal()) {
      return new Begun.Ended(row.end());
    }
    // a scheduled row that was claimed is in attempt 1, too, but began later than it was made
    boolean begun = row.createdAt().equals(row.startedAt());
    boolean ours = begun && row.generation() == 1 && row.standing().heldBy(owner, 1);
    boolean again = begin.delivery instanceof Delivery.Readable && sameEntry(begin, row);
    return ours && again ? new Begun.Started(row.run()) : new Begun.Elsewhere(row.state());
  }

  /// Why the entry is not the job of this row; null when it is.
  private static @Nullable String conflict(Met met) {
    boolean sameEntry = sameEntry(met.begin(), met.row());
    if (sameEntry && met.wasRefused()) {
      return null;
    }
    return switch (met.begin().delivery) {
      case Delivery.Unreadable bad ->
          sameEntry
              ? null
              : bad.reason() + "; its jobId '" + bad.jobId() + "' belongs to another job";
      case Delivery.Readable _ -> difference(met.begin().row.job(), met.row(), met.past());
    };
  }

  private static @Nullable String difference(Job job, JobRow row, Past past) {
    Job known = row.job();
    boolean samePayload =
        known.payload().equals(job.payload()) || past.payloads().contains(job.payload().text());
    String differences =
        Stream.of(
                known.role().equals(job.role()) ? null : "role",
                known.task().equals(job.task()) ? null : "task",
                samePayload ? null : "payload")
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" and "));
    return differences.isEmpty()
        ? null
        : "conflict: jobId '%s' belongs to another job, from entry %s, with another %s"
            .formatted(known.id(), row.entry(), differences);
  }

  private static boolean sameEntry(Request.Begin begin, JobRow row) {
    return begin.delivery.entry().equals(row.entry());
  }

  /// The row that an entry would like to become.
  private record Wanted(Request.Begin begin, JobRow row) {
    JobId id() {
      return row.job().id();
    }
  }

  /// An entry whose wanted row met another one under its id.
  private record Met(Request.Begin begin, JobRow wanted, JobRow row, Past past) {
    /// The same, after its row has changed.
    Met as(JobRow now) {
      return new Met(begin, wanted, now, past);
    }

    /// Whether its row came of an entry that could never be run.
    boolean wasRefused() {
      return row.generation() == 1 ? row.refused() : past.refused();
    }
  }
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Claims due rows and knows which runs are handed out. When the answer to a COMMIT is lost, rows
/// may be running as ours that nobody was told of, and no entry would bring them back; so after
/// such a loss the next claim of the role looks for them first. One thread begins and claims;
/// another one may end runs at the same time.
final class Claims {
  private final InstanceId owner;
  private final Set<RunKey> handedOut = ConcurrentHashMap.newKeySet();

  /// Only the thread that claims knows of these: a batch of ends names no role.
  private final Set<Role> doubtful = new HashSet<>();

  Claims(InstanceId owner) {
    this.owner = owner;
  }

  /// Answers the batch's claims; its entries have begun and its runs are finished.
  void write(JobTable table, List<Request<?>> batch) throws SQLException {
    for (Request<?> request : batch) {
      if (request instanceof Request.Due due) {
        List<JobRow> rows = new ArrayList<>();
        if (doubtful.contains(due.role)) {
          rows.addAll(untold(table, due, batch));
        }
        List<JobRow> claimed = table.claim(due.role, due.max - rows.size(), owner, due.now);
        claimed.forEach(table.events()::add);
        rows.addAll(claimed);
        due.answer(rows.stream().map(JobRow::run).toList());
      }
    }
  }

  private List<JobRow> untold(JobTable table, Request.Due due, List<Request<?>> batch)
      throws SQLException {
    // before the rows are read: a run that ends meanwhile is forgotten here only after its commit,
    // so whatever is still seen running was still known
    Set<RunKey> told = new HashSet<>(handedOut);
    batch.forEach(request -> runs(request).forEach(run -> told.add(run.key())));
    return table.claimed(due.role, owner).stream()
        .filter(row -> !told.contains(row.run().key()))
        .limit(due.max)
        .toList();
  }

  /// The batch is committed and its answers go out.
  void committed(List<Request<?>> batch) {
    for (Request<?> request : batch) {
      runs(request).forEach(run -> handedOut.add(run.key()));
      if (request instanceof Request.Due due && due.answer().size() < due.max) {
        doubtful.remove(due.role);
      }
    }
    for (Request<?> request : batch) { // last: the same batch may hand a run out and end it
      if (request instanceof Request.Finish finish) {
        handedOut.remove(finish.end.key());
      }
    }
  }

  /// A run of ours ended by what the spool had kept.
  void ended(RunKey run) {
    handedOut.remove(run);
  }

  /// Nobody gets the batch's answers, and it is not known whether it was committed.
  void failed(List<Request<?>> batch) {
    for (Request<?> request : batch) {
      if (request instanceof Request.Due due) {
        doubtful.add(due.role);
      }
    }
  }

  /// The runs that an answer, if it is given, hands out.
  private static List<Run> runs(Request<?> request) {
    return switch (request) {
      case Request<?> open when !open.isAnswered() -> List.of();
      case Request.Begin begin when begin.answer() instanceof Begun.Started(var run) ->
          List.of(run);
      case Request.Due due -> due.answer();
      case Request.Begin _, Request.Finish _, Request.Look _ -> List.of();
    };
  }
}

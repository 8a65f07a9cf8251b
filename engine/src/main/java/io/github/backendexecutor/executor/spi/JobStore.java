package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The truth about every job: one row each, changed only by these calls. A store belongs to one
/// instance, which is the owner of every run that it hands out. Each call returns, or calls back,
/// after its change is durable, and joins others that are under way at the same time into one
/// commit.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface JobStore {
  /// Asks for the right to run a job that was read from a stream.
  ///
  /// - not known: the row is made as `running`, attempt 1, ours ([Begun.Started]), or as
  ///   `scheduled` when it must wait ([Begun.Scheduled]);
  /// - known, from this very entry, and running as ours in attempt 1: the answer of an earlier call
  ///   was lost, so it is [Begun.Started] again; a caller never begins an entry that it is running;
  /// - known with another role, task or payload: a `failed` row is made under `<stream>/<entry id>`
  ///   that names the conflict ([Begun.Ended]);
  /// - cancelled before any entry of it came: the row takes over what the entry says, and stays
  ///   cancelled ([Begun.Ended]);
  /// - known and ended: [Begun.Ended]; known and not ended: [Begun.Elsewhere].
  ///
  /// An unreadable delivery becomes a `failed` row ([Begun.Ended]): under its own id, or under
  /// `<stream>/<entry id>` when that id belongs to another job. A row of the same entry is never
  /// made twice.
  Begun begin(Delivery delivery);

  /// The same for several deliveries, no two of one entry: what becomes of each, in their order.
  /// What it throws for one it throws for all, and some may have begun; so ask for each by itself
  /// then.
  default List<Begun> begin(List<Delivery> deliveries) {
    return deliveries.stream().map(this::begin).toList();
  }

  /// Saves the end of a run: the row and a line of the attempt history in one transaction.
  ///
  /// Saving the same ending again answers the same and changes nothing.
  Saved finish(Ending ending);

  /// The same for a caller that does not wait. What it throws it could not take; else it calls back
  /// once, after the change is durable or has failed. Others may be called back by the same thread
  /// after it, so the callback neither blocks nor throws.
  ///
  /// @param whenDone gets what returns the answer, or throws why there is none, however often it is
  ///   asked
  default void finish(Ending ending, Consumer<Supplier<Saved>> whenDone) {
    Supplier<Saved> answer;
    try {
      Saved saved = finish(ending);
      answer = () -> saved;
    } catch (RuntimeException e) {
      answer =
          () -> {
            throw e;
          };
    }
    whenDone.accept(answer);
  }

  /// Claims at most `max` rows of the role that are due (`ready`, or `retry_wait` and `scheduled`
  /// whose time has come), oldest first: each becomes `running`, attempt + 1, ours. No two calls,
  /// here or in another process, claim the same row.
  List<Run> due(Role role, int max);

  /// For each of these roles the earliest time at which a row is due; roles without one are absent.
  Map<Role, Instant> nextDue(Collection<Role> roles);
}

package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where jobs arrive: a stream a role, read as one consumer of a group.
public interface JobStream {
  /// Reads at most `max` entries that no consumer of the group has had, waiting up to `wait` for
  /// the first (zero: not at all). May return fewer than there are. An entry that was read stays
  /// pending until it is settled, whatever becomes of this process. A missing group is made again
  /// and the read then returns nothing.
  ///
  /// @throws StreamUnavailable when no answer was had; entries may have become pending unseen
  List<Delivery> read(Role role, int max, Duration wait);

  /// The entries that this consumer has read, nobody has settled and the caller does not know, in
  /// their order, `after` the given one (null: from the first), at most `max`. Entries whose
  /// content is gone are left out and pending no longer, unless they are known; nothing comes back
  /// only at the end. A missing group is made again.
  ///
  /// Costs little for what is known. A look from the first entry ends at once, with nothing, when
  /// as many are pending as are known. That can pass over one, for as long as a known one is
  /// pending no longer: so now and then ask with [Known#NOTHING]. An entry comes again in every
  /// look until it is settled or known.
  ///
  /// Entries that the group has passed and that are pending for nobody (somebody removed their
  /// consumer) become pending for this one, now and then, and so come back here.
  ///
  /// @throws StreamUnavailable when no answer was had
  List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known);

  /// Takes the entry of an ended job out of the stream. Only after the job's terminal row is
  /// committed. Settling twice, or an entry that is gone, does nothing.
  ///
  /// @param settleKey the `jobId` that the entry must have, see [Delivery#settleKey]
  /// @throws StreamUnavailable when no answer was had; it may or may not have happened
  void settle(Entry entry, String settleKey);

  /// The same for a caller that does not wait: calls back once, with null, or with why no answer
  /// was had. Others may be called back by the same thread after it, so the callback neither blocks
  /// nor throws.
  default void settle(
      Entry entry, String settleKey, Consumer<@Nullable StreamUnavailable> whenDone) {
    StreamUnavailable failure = null;
    try {
      settle(entry, settleKey);
    } catch (StreamUnavailable e) {
      failure = e;
    }
    whenDone.accept(failure);
  }

  /// Makes entries that are pending for an instance that is gone pending for this one, a bounded
  /// number of them, and removes its consumer once it has none.
  ///
  /// @return true when nothing of it is left in these streams
  /// @throws StreamUnavailable when no answer was had; ask again
  boolean adopt(InstanceId gone);

  /// Leaves the group, unless entries are still pending for this consumer: then others adopt them.
  /// Nothing may be read after.
  void leave();
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The streams, looked at and left as they are.
///
/// Every call throws [io.github.backendexecutor.executor.spi.StreamUnavailable] when Redis does not
/// answer.
public interface Queues {
  /// The stream of a role.
  Queue of(Role role);

  /// The entry at this place, if it is one of our streams and still there.
  Optional<Queued> entry(Entry entry);

  /// The entry of this job among the newest of each stream.
  Optional<Queued> find(JobId id);

  /// How full a stream is.
  ///
  /// @param unread entries that nobody has read
  /// @param pending entries that were read and not settled
  /// @param oldest since when the oldest unread one is there; null: there is none
  record Queue(long unread, long pending, @Nullable Instant oldest) {}

  /// An entry in a stream.
  ///
  /// @param fields as they are; what is no UTF-8 replaced
  /// @param at when it came, by the server's clock
  /// @param reader who has read it and not settled it; null: nobody
  record Queued(
      Role role,
      Entry entry,
      Map<String, String> fields,
      Instant at,
      @Nullable InstanceId reader) {}
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What [StreamsExam] saw.
///
/// @param servers each server that holds one of the streams, once
/// @param storeId the database that the group works on; null: no instance has joined yet
/// @param beats of every instance whose entries have not all been adopted, and of those that live
public record StreamsReport(
    List<Server> servers,
    List<Stream> streams,
    @Nullable String storeId,
    Map<InstanceId, Long> beats) {

  /// A server. What the user may not ask is `unknown`.
  ///
  /// @param lacks each starts with the version that has it
  /// @param appendOnly `yes` or `no`
  /// @param save when snapshots are written; empty: never
  /// @param role `master` or `slave`
  public record Server(
      String version,
      List<String> lacks,
      String maxmemoryPolicy,
      String appendOnly,
      String save,
      String role) {}

  /// The stream of a role.
  ///
  /// @param type `stream`; `none` when there is nothing; else what stands in its place
  /// @param entriesAdded ever; null before Redis 7
  /// @param maxDeletedId the highest id that was deleted one by one (trimming does not count); null
  ///   before Redis 7
  /// @param oldestId of the first entry that is there; the part before `-` is milliseconds of the
  ///   server's clock, unless the producer chose it
  /// @param groups all that read it
  /// @param group ours; null when it is not there
  public record Stream(
      String key,
      String type,
      long length,
      @Nullable Long entriesAdded,
      @Nullable String maxDeletedId,
      @Nullable String oldestId,
      @Nullable String lastId,
      List<String> groups,
      @Nullable Group group) {

    /// How many entries at least were gone before the group could read them: a producer trims
    /// (`MAXLEN`), or somebody deleted them. Null when it cannot be told.
    public @Nullable Long missed() {
      if (group == null || group.lag() == null || group.entriesRead() == null) {
        return null;
      }
      long unreadAtMost = group.lastDeliveredId().equals(lastId) ? 0 : length;
      return Math.max(0, group.lag() - unreadAtMost);
    }
  }

  /// Our group of a stream.
  ///
  /// @param pending entries that were read and not settled
  /// @param entriesRead by the group, ever; null when Redis cannot tell
  /// @param lag how many entries it has yet to read; null when Redis cannot tell
  /// @param strays entries that it has passed and that are pending for nobody, 1000 at most
  public record Group(
      long pending,
      String lastDeliveredId,
      @Nullable Long entriesRead,
      @Nullable Long lag,
      int strays,
      List<Consumer> consumers) {}

  /// A consumer of the group: an instance, by its name.
  ///
  /// @param idle since it last asked (Redis 7.2) or last got something (before)
  /// @param inactive since it last got something; null before Redis 7.2
  public record Consumer(String name, long pending, Duration idle, @Nullable Duration inactive) {}
}

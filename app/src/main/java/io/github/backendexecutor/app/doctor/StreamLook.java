package io.github.backendexecutor.app.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of our streams, and our group on it.
///
/// @param type what the key holds: `stream`, `none`, or what should not be there
/// @param group whether our group is there; without it all below are as if nothing was read
/// @param added how many entries the stream ever had; null: this server does not count them
/// @param read how many entries the group has passed; null: not known
/// @param lag how many entries the group has not had; null: not known
/// @param pending how many entries were read and not settled
/// @param ghosts how many of the oldest pending entries (a thousand are looked at) have no content
/// @param strays how many entries the group has passed that are pending for nobody; those that were
///   there before our first executor do not count
public record StreamLook(
    String key,
    String type,
    long length,
    boolean group,
    @Nullable Long added,
    @Nullable Long read,
    @Nullable Long lag,
    long pending,
    long ghosts,
    long strays,
    List<Consumer> consumers) {

  /// A key that our group does not read.
  public static StreamLook unread(String key, String type, long length) {
    return new StreamLook(key, type, length, false, null, null, null, 0, 0, 0, List.of());
  }

  /// A reader of our group.
  ///
  /// @param oldest for how many milliseconds it has had its oldest pending entry; 0: not known
  public record Consumer(String name, long pending, long oldest) {}
}

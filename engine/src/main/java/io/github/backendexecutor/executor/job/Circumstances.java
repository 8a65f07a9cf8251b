package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that decides whether a job that waits can start, at one moment.
///
/// @param control what operators have changed; null: not known yet, and until it is nothing starts
/// @param databaseAway since when the database is out of reach; null: it is not
/// @param redisAway since when Redis is out of reach; null: it is not
/// @param instances those that live
public record Circumstances(
    Instant now,
    @Nullable Control control,
    @Nullable Instant databaseAway,
    @Nullable Instant redisAway,
    List<Capacity> instances) {
  public Circumstances {
    instances = List.copyOf(instances);
  }

  /// The same for an entry that this instance has read: no other one can start it.
  Circumstances at(@Nullable InstanceId reader) {
    List<Capacity> there = instances.stream().filter(one -> one.instance().equals(reader)).toList();
    return there.isEmpty() ? this : new Circumstances(now, control, databaseAway, redisAway, there);
  }

  /// The living instances that serve a role.
  List<Capacity> serving(Role role) {
    return instances.stream().filter(one -> one.roles().containsKey(role)).toList();
  }
}

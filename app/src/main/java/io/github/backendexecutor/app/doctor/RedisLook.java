package io.github.backendexecutor.app.doctor;

import java.util.List;
import java.util.Optional;

/// Redis, looked at. It changes nothing, and each call asks anew.
///
/// Every call throws [io.github.backendexecutor.executor.spi.StreamUnavailable] when no answer is
/// had.
public interface RedisLook {
  /// Each server that holds one of our streams; at least one.
  List<RedisServer> servers();

  /// One of our streams, and our group on it.
  StreamLook stream(String key);

  /// The id of the database that the group works on; empty when no instance has joined yet.
  Optional<String> storeId();

  /// The hubs over which clients are told of jobs; empty when Redis has no part in that.
  Optional<HubsLook> hubs();
}

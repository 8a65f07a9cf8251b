package io.github.backendexecutor.app.bench;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Runner;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/// Where a measurement plays: one Redis, one database, and executors on both as `serve` has them.
/// The wiring makes it, empty, with streams that nobody else reads. Closing it leaves nothing
/// behind.
public interface Stage extends Invariants.Database, AutoCloseable {
  /// For the load and for the bare client.
  UnifiedJedis redis();

  String stream(Role role);

  /// Starts an executor in this process that serves these roles without limits.
  ///
  /// @param settled called after each entry that has left its stream
  /// @return stops it
  Executing start(List<Role> roles, Runner runner, Runnable settled);

  Clock clock();

  /// What [Invariants] asks.
  Map<String, String> rules();

  /// Which Redis and which database these are, for a person.
  String servers();

  @Override
  void close();

  /// An executor that runs.
  interface Executing extends AutoCloseable {
    @Override
    void close();
  }
}

package io.github.backendexecutor.app.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.Pool;

/// Where connections come from. Jedis' own providers for Sentinels and Clusters refuse to be made
/// while nothing answers; this one is made at once and asks for the real one when it is needed.
final class ConnectionSource implements ConnectionProvider {
  private final Supplier<ConnectionProvider> first;
  private final Function<HostAndPort, ConnectionProvider> cluster;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable ConnectionProvider current;
  private boolean closed;

  /// @param first makes the provider that the address asks for; throws while nothing answers
  /// @param cluster makes one for the Cluster that this node belongs to
  ConnectionSource(
      Supplier<ConnectionProvider> first, Function<HostAndPort, ConnectionProvider> cluster) {
    this.first = first;
    this.cluster = cluster;
  }

  @Override
  public Connection getConnection() {
    return provider().getConnection();
  }

  @Override
  public Connection getConnection(CommandArguments command) {
    return command.isKeyless() ? provider().getConnection() : provider().getConnection(command);
  }

  /// A connection to the node that a redirection named. A server that redirects is part of a
  /// Cluster, even when the address named it as a single server.
  Connection getConnection(HostAndPort node) {
    if (provider() instanceof ClusterConnectionProvider nodes) {
      return nodes.getConnection(node);
    }
    lock.lock();
    try {
      if (!(provider() instanceof ClusterConnectionProvider)) {
        ConnectionProvider old = provider();
        current = cluster.apply(node);
        closeAll(old);
      }
    } finally {
      lock.unlock();
    }
    return getConnection(node);
  }

  /// The answers of every server that is known here, one after the other.
  List<Object> askEveryNode(CommandArguments command) {
    List<Object> answers = new ArrayList<>();
    for (Object pool : provider().getConnectionMap().values()) {
      try (Connection connection = (Connection) ((Pool<?>) pool).getResource()) {
        answers.add(connection.executeCommand(command));
      }
    }
    return answers;
  }

  /// After a connection broke or its server stopped being the primary: those that are idle are
  /// likely to be no better, and the nodes may have changed their places.
  void renew() {
    ConnectionProvider provider = current;
    if (provider == null) {
      return;
    }
    for (Object pool : provider.getConnectionMap().values()) {
      ((Pool<?>) pool).clear();
    }
    if (provider instanceof ClusterConnectionProvider nodes) {
      nodes.renewSlotCache();
    }
  }

  /// After a node said that it no longer serves a slot.
  void renewSlots(Connection connection) {
    if (current instanceof ClusterConnectionProvider nodes) {
      nodes.renewSlotCache(connection);
    }
  }

  private ConnectionProvider provider() {
    ConnectionProvider provider = current;
    if (provider != null) {
      return provider;
    }
    lock.lock();
    try {
      if (closed) {
        throw new JedisException("the Redis client is closed");
      }
      provider = current;
      if (provider == null) {
        provider = first.get();
        current = provider;
      }
      return provider;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<?, ?> getConnectionMap() {
    return provider().getConnectionMap();
  }

  @Override
  public Map<?, ?> getPrimaryNodesConnectionMap() {
    return provider().getPrimaryNodesConnectionMap();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ConnectionProvider provider = current;
      if (provider != null) {
        closeAll(provider);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void closeAll(ConnectionProvider provider) {
    try {
      provider.close();
    } catch (Exception e) {
      throw new JedisConnectionException("closing Redis connections failed", e);
    }
  }
}

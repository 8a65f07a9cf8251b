package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.RedisAddress.Host;
import io.github.backendexecutor.app.redis.RedisAddress.Login;
import io.github.backendexecutor.app.redis.RedisAddress.Settings;
import io.github.backendexecutor.app.redis.RedisAddress.Tls;
import io.github.backendexecutor.app.redis.RedisAddress.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has been read of an address so far. Knows the rules that both written forms share: default
/// ports, and which parts go together.
final class AddressDraft {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final int PORT = 6379;
  private static final int TLS_PORT = 6380;
  private static final int SENTINEL_PORT = 26379;

  final Set<String> hosts = new LinkedHashSet<>();
  final List<String> ignored = new ArrayList<>();
  final List<String> tlsProtocols = new ArrayList<>();
  @Nullable String master;
  @Nullable String user;
  @Nullable String password;
  @Nullable String sentinelUser;
  @Nullable String sentinelPassword;
  @Nullable String tlsHost;
  @Nullable String clientName;
  @Nullable Duration connectTimeout;
  @Nullable Duration commandTimeout;
  int database;
  boolean tls;

  /// @param tlsHasOwnPort whether TLS without a port means 6380, as in StackExchange.Redis
  RedisAddress finish(boolean tlsHasOwnPort) {
    if (!tls && (tlsHost != null || !tlsProtocols.isEmpty())) {
      ignored.add("sslHost and sslProtocols (no TLS)");
    }
    return new RedisAddress(
        topology(tls && tlsHasOwnPort ? TLS_PORT : PORT),
        login(user, password),
        database,
        tls ? new Tls(tlsHost, List.copyOf(tlsProtocols)) : null,
        new Settings(
            clientName,
            connectTimeout == null ? DEFAULT_TIMEOUT : connectTimeout,
            commandTimeout == null ? DEFAULT_TIMEOUT : commandTimeout),
        List.copyOf(ignored));
  }

  private Topology topology(int defaultPort) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("names no host; host:port is needed");
    }
    if (master != null) {
      return new Topology.Sentinel(
          endpoints(SENTINEL_PORT), master, login(sentinelUser, sentinelPassword));
    }
    if (sentinelUser != null || sentinelPassword != null) {
      ignored.add("sentinelUser and sentinelPassword (no serviceName)");
    }
    List<Host> endpoints = endpoints(defaultPort);
    if (endpoints.size() == 1) {
      return new Topology.Single(endpoints.getFirst());
    }
    if (database != 0) {
      throw new IllegalArgumentException(
          "database " + database + " with several hosts: a Cluster has only database 0");
    }
    return new Topology.Cluster(endpoints);
  }

  private List<Host> endpoints(int defaultPort) {
    Set<Host> endpoints = new LinkedHashSet<>();
    int place = 0;
    for (String text : hosts) {
      endpoints.add(HostText.parse(text, ++place, defaultPort));
    }
    return List.copyOf(endpoints);
  }

  private static Login login(@Nullable String user, @Nullable String password) {
    return user == null && password == null ? Login.NONE : new Login(user, password);
  }
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.RedisAddress.Host;
import io.github.backendexecutor.app.redis.RedisAddress.Login;
import io.github.backendexecutor.app.redis.RedisAddress.Settings;
import io.github.backendexecutor.app.redis.RedisAddress.Tls;
import io.github.backendexecutor.app.redis.RedisAddress.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/// Opens Redis clients. Hides how an address becomes connections: pools, TLS, timeouts, and which
/// of Jedis' providers is behind a server, Sentinels or a Cluster.
public final class RedisConnections {
  /// The longest time that a command may wait in Redis for something to happen.
  public static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);

  /// How long a quick client waits for any one answer, at most.
  static final Duration QUICK = Duration.ofSeconds(3);

  private static final Duration POOL_WAIT = Duration.ofSeconds(30);

  private final RedisAddress address;
  private final JedisClientConfig config;
  private final ConnectionPoolConfig pool;

  private RedisConnections(RedisAddress address, String clientName, ConnectionPoolConfig pool) {
    this.address = address;
    this.config = config(address, clientName);
    this.pool = pool;
  }

  /// Opens a client that connects when it is first used and again after every outage, so this never
  /// throws, whether Redis is there or not. A command is sent once: when its answer is lost it
  /// throws and is not sent again. A subscription that hears nothing (a pong counts) for
  /// [#LONGEST_BLOCK] and the address' command timeout is taken for dead and throws.
  ///
  /// @param clientName shown by `CLIENT LIST`, unless the address names another
  /// @param connections how many commands may be under way at once; further ones wait
  public static UnifiedJedis open(RedisAddress address, String clientName, int connections) {
    return open(address, clientName, pool(connections, POOL_WAIT));
  }

  /// As [#open], for what must not wait: connecting, an answer and a free connection each take
  /// three seconds at most, whatever the address allows.
  public static UnifiedJedis openQuick(RedisAddress address, String clientName, int connections) {
    return open(address.within(QUICK), clientName, pool(connections, QUICK));
  }

  private static UnifiedJedis open(
      RedisAddress address, String clientName, ConnectionPoolConfig pool) {
    RedisConnections opened = new RedisConnections(address, clientName, pool);
    ConnectionSource source = new ConnectionSource(opened::connect, opened::connectToCluster);
    HostAndPort single =
        address.topology() instanceof Topology.Single(var host) ? place(host) : null;
    return new Client(new OnceExecutor(source), source, single);
  }

  /// Sends a command without a key to every server behind this client: one, or all nodes of a
  /// Cluster. Throws when any of them does not answer.
  ///
  /// @param jedis was opened here
  static List<Object> askEveryNode(UnifiedJedis jedis, CommandArguments command) {
    return ((Client) jedis).askEveryNode(command);
  }

  private ConnectionProvider connect() {
    return switch (address.topology()) {
      case Topology.Single(var host) ->
          new PooledConnectionProvider(place(host), config, null, pool);
      case Topology.Sentinel(var sentinels, var master, var login) ->
          new SentineledConnectionProvider(
              master, config, pool, places(sentinels), credentials(address, login).build());
      case Topology.Cluster(var nodes) ->
          new ClusterConnectionProvider(places(nodes), config, pool);
    };
  }

  private ConnectionProvider connectToCluster(HostAndPort node) {
    return new ClusterConnectionProvider(Set.of(node), config, pool);
  }

  private static HostAndPort place(Host host) {
    return new HostAndPort(host.name(), host.port());
  }

  private static Set<HostAndPort> places(List<Host> hosts) {
    return hosts.stream().map(RedisConnections::place).collect(Collectors.toUnmodifiableSet());
  }

  private static JedisClientConfig config(RedisAddress address, String clientName) {
    Settings settings = address.settings();
    Duration blocking = settings.commandTimeout().plus(LONGEST_BLOCK);
    return credentials(address, address.login())
        .blockingSocketTimeoutMillis((int) blocking.toMillis())
        .database(address.database())
        .clientName(settings.clientName() == null ? clientName : settings.clientName())
        .build();
  }

  private static DefaultJedisClientConfig.Builder credentials(RedisAddress address, Login login) {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .protocol(RedisProtocol.RESP2)
            .connectionTimeoutMillis((int) address.settings().connectTimeout().toMillis())
            .socketTimeoutMillis((int) address.settings().commandTimeout().toMillis());
    if (login.user() != null) {
      builder.user(login.user()).password(login.password() == null ? "" : login.password());
    } else if (login.password() != null) {
      builder.password(login.password());
    }
    return address.tls() == null ? builder : builder.sslOptions(tls(address.tls()));
  }

  /// The certificate must come from someone the JVM trusts and bear the name that is connected to,
  /// or the name that is asked for.
  private static SslOptions tls(Tls tls) {
    SSLParameters parameters = new SSLParameters();
    if (!tls.protocols().isEmpty()) {
      parameters.setProtocols(tls.protocols().toArray(String[]::new));
    }
    if (tls.host() != null) {
      parameters.setServerNames(List.of(new SNIHostName(tls.host())));
    }
    return SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).sslParameters(parameters).build();
  }

  /// Connections are made when needed and go after a minute without use, before anything between
  /// here and Redis forgets them. None is tested: a broken one takes the idle ones with it.
  private static ConnectionPoolConfig pool(int size, Duration wait) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(size);
    pool.setMaxIdle(size);
    pool.setMinIdle(0);
    pool.setTestWhileIdle(false);
    pool.setMaxWait(wait);
    pool.setJmxEnabled(false);
    return pool;
  }

  private static final class Client extends UnifiedJedis {
    private final ConnectionSource source;
    private final @Nullable HostAndPort single;
    private volatile boolean topologyKnown;

    Client(OnceExecutor executor, ConnectionSource source, @Nullable HostAndPort single) {
      super(executor, source, RedisProtocol.RESP2, null);
      this.source = source;
      this.single = single;
    }

    /// The connection serves for nothing else after.
    @Override
    public void subscribe(JedisPubSub listener, String... channels) {
      try (Connection connection = source.getConnection()) {
        try {
          listener.proceed(connection, channels);
        } finally {
          connection.setBroken();
        }
      } catch (JedisConnectionException e) {
        source.renew();
        throw e;
      }
    }

    List<Object> askEveryNode(CommandArguments command) {
      try {
        if (!topologyKnown) {
          joinCluster();
          topologyKnown = true;
        }
        return source.askEveryNode(command);
      } catch (JedisConnectionException e) {
        source.renew();
        throw e;
      }
    }

    /// The address may name one node of a Cluster, and nothing has been redirected yet.
    private void joinCluster() {
      if (single != null && isClusterNode()) {
        source.getConnection(single).close();
      }
    }

    private boolean isClusterNode() {
      try {
        return info("cluster").contains("cluster_enabled:1");
      } catch (JedisDataException e) {
        if (RedisErrors.isDenied(e)) {
          return false;
        }
        throw e;
      }
    }
  }
}

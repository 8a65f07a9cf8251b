package io.github.backendexecutor.app.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where Redis is and how to enter: what `REDIS_CONNECTION` says, whichever of its forms was used.
/// Nothing that prints it shows a password.
///
/// @param login the user and password of the Redis that keeps the jobs
/// @param tls null: plain TCP
/// @param ignored options that are known and valid but have no effect in this program, as written
public record RedisAddress(
    Topology topology,
    Login login,
    int database,
    @Nullable Tls tls,
    Settings settings,
    List<String> ignored) {

  /// What stands at the other end.
  public sealed interface Topology {
    /// One server. When it turns out to be a node of a Cluster, the whole Cluster is used.
    record Single(Host host) implements Topology {
      @Override
      public String toString() {
        return host.toString();
      }
    }

    /// Sentinels that know where the primary called `master` is.
    record Sentinel(List<Host> sentinels, String master, Login login) implements Topology {
      @Override
      public String toString() {
        return "sentinels " + join(sentinels) + " for " + master;
      }
    }

    /// Some nodes of a Cluster; the others are found through them.
    record Cluster(List<Host> nodes) implements Topology {
      @Override
      public String toString() {
        return "cluster " + join(nodes);
      }
    }

    private static String join(List<Host> hosts) {
      return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    }
  }

  /// One server's place.
  ///
  /// @param name a DNS name or an IP address, IPv6 without brackets
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    }
  }

  /// Who enters.
  ///
  /// @param user null: Redis' default user
  /// @param password null: none
  public record Login(@Nullable String user, @Nullable String password) {
    public static final Login NONE = new Login(null, null);

    /// Without a password the user is not shown either: it may be a password in the wrong place.
    @Override
    public String toString() {
      return password == null ? "no password" : user == null ? "password" : "user " + user;
    }
  }

  /// TLS, with the server's certificate and name checked.
  ///
  /// @param host the name that the certificate must bear; null: the name that is connected to
  /// @param protocols such as `TLSv1.3`; empty: what the JVM allows
  public record Tls(@Nullable String host, List<String> protocols) {}

  /// What may be set besides.
  ///
  /// @param clientName what `CLIENT LIST` shows; null: the program's choice
  /// @param commandTimeout how long an answer may take, besides the time a command waits by itself
  public record Settings(
      @Nullable String clientName, Duration connectTimeout, Duration commandTimeout) {}

  /// Reads either form: `host:port,option=value,…` as StackExchange.Redis has it, or a URL
  /// (`redis://`, `rediss://`, `redis-sentinel://`, `rediss-sentinel://`).
  ///
  /// @throws IllegalArgumentException when it is wrong; one line that says what and what is
  ///   allowed, without any password
  public static RedisAddress parse(String text) {
    String trimmed = text.trim();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(
          "is empty; allowed are host:port[,option=value…] and redis://host:port");
    }
    int scheme = trimmed.indexOf("://");
    int firstOption = trimmed.indexOf('=');
    boolean url = scheme >= 0 && (firstOption < 0 || scheme < firstOption);
    return url ? UrlForm.parse(trimmed) : StackExchangeForm.parse(trimmed);
  }

  /// The same place, with timeouts of at most this.
  RedisAddress within(Duration most) {
    Settings brisk =
        new Settings(
            settings.clientName(),
            shorter(settings.connectTimeout(), most),
            shorter(settings.commandTimeout(), most));
    return new RedisAddress(topology, login, database, tls, brisk, ignored);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// For logs: the places and the manner, never a password.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(topology.toString());
    if (database != 0) {
      text.append(", database ").append(database);
    }
    if (tls != null) {
      text.append(tls.host() == null ? ", TLS" : ", TLS as " + tls.host());
    }
    if (login.password() != null) {
      text.append(", ").append(login);
    }
    return text.toString();
  }
}

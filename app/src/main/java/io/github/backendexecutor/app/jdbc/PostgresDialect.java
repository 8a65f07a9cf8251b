package io.github.backendexecutor.app.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.github.backendexecutor.executor.job.InstanceId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// PostgreSQL 12 or later.
final class PostgresDialect implements Dialect {
  private static final int OLDEST = 12;

  private static final String CONNECT_TIMEOUT = "connectTimeout";
  private static final String CONNECT_SECONDS = "5";
  private static final String SOCKET_TIMEOUT = "socketTimeout";

  /// An operator's own values in the address win.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ApplicationName",
          "backend-executor",
          CONNECT_TIMEOUT,
          CONNECT_SECONDS,
          SOCKET_TIMEOUT,
          "30",
          "tcpKeepAlive",
          "true");

  /// What a beat waits for; no operator's value is over these.
  private static final Map<String, String> SHORT =
      Map.of(CONNECT_TIMEOUT, "5", SOCKET_TIMEOUT, "5", "loginTimeout", "5");

  /// A plan made while the table was empty scans all of it for ever; planning is cheap next to a
  /// batch.
  private static final String PLAN_EACH_TIME = "SET plan_cache_mode = force_custom_plan";

  /// A list is one array.
  static final IdList IDS =
      new IdList() {
        @Override
        public String among() {
          return "= ANY (?)";
        }

        @Override
        public void bind(PreparedStatement statement, int number, Collection<String> ids)
            throws SQLException {
          Array array = statement.getConnection().createArrayOf("text", ids.toArray());
          statement.setArray(number, array);
        }
      };

  private final PostgresAddress address;

  PostgresDialect(PostgresAddress address) {
    this.address = address;
  }

  @Override
  public String folder() {
    return "postgresql";
  }

  @Override
  public HikariConfig writers() {
    // one begins jobs, one ends them, one takes over, one cancels, and one is for what comes while
    // a dead connection waits for its timeout
    HikariConfig pool = pool("postgres-writers", 5);
    // a process that is stopped within a transaction must not hold its rows for ever
    pool.setConnectionInitSql(PLAN_EACH_TIME + "; SET idle_in_transaction_session_timeout = '30s'");
    return pool;
  }

  /// An index of ten million rows takes longer than any answer is waited for elsewhere; a
  /// connection given up meanwhile would begin the same step again and again.
  @Override
  public HikariConfig migrators() {
    HikariConfig pool = writers();
    if (!address.parameters().containsKey(SOCKET_TIMEOUT)) {
      pool.addDataSourceProperty(SOCKET_TIMEOUT, "0");
    }
    return pool;
  }

  @Override
  public String snapshot() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }

  @Override
  public HikariConfig readers() {
    HikariConfig pool = pool("postgres-readers", 4);
    pool.setReadOnly(true);
    return pool;
  }

  private HikariConfig pool(String name, int size) {
    HikariConfig pool = Dialect.pool(name, size, connectTimeout());
    pool.setJdbcUrl(address.jdbcUrl());
    pool.setDataSourceProperties(properties());
    pool.setConnectionInitSql(PLAN_EACH_TIME);
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return pool;
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(DEFAULTS);
    properties.putAll(address.parameters());
    return properties;
  }

  /// How long a call waits for a connection: as long as one may take to be made.
  private Duration connectTimeout() {
    String seconds = address.parameters().getOrDefault(CONNECT_TIMEOUT, CONNECT_SECONDS);
    return Duration.ofSeconds(seconds.matches("[1-9]\\d{0,3}") ? Integer.parseInt(seconds) : 60);
  }

  @Override
  public void check(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST) {
      throw new IllegalStateException(
          "%s is version %d, but %d or later is needed".formatted(address, version, OLDEST));
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW synchronous_commit")) {
      if (result.next() && result.getString(1).equals("off")) {
        throw new IllegalStateException(
            address
                + ": synchronous_commit is off, so a crash of the server could lose finished jobs;"
                + " switch it on, at least for this user (ALTER ROLE … SET synchronous_commit = on)");
      }
    }
  }

  @Override
  public IdList ids() {
    return IDS;
  }

  @Override
  public boolean writesAbreast() {
    return true;
  }

  @Override
  public JobTable table(Connection connection) {
    return new PostgresJobTable(connection);
  }

  /// PostgreSQL merges in the same way, but only a limit of its own makes it plan each query so.
  @Override
  public String merged(List<String> queries, String order, int most) {
    String end = order + " LIMIT " + most;
    return queries.size() == 1
        ? queries.getFirst() + end
        : queries.stream().collect(Collectors.joining(end + ") UNION ALL (", "(", end + ")")) + end;
  }

  /// In "C" only ASCII letters have a case, and no text of an id and of a task is compared in two
  /// ways.
  @Override
  public String lower(String text) {
    return "lower(" + text + " COLLATE \"C\")";
  }

  @Override
  public Presence presence(InstanceId instance, DataSource writers) {
    Properties properties = properties();
    properties.putAll(SHORT);
    return new PostgresPresence(address.jdbcUrl(), properties, instance);
  }
}

package io.github.backendexecutor.app.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Begins and ends go out in transactions of their own.
class PostgresLanesTest {
  private static final String NAME = "lanes";
  private static final Executor THREADS = Thread::startVirtualThread;
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'"
          .formatted(NAME);
  private final ManualClock clock = new ManualClock();
  private Database database;
  private JdbcJobStore store;

  @BeforeEach
  void open() {
    database = Database.open(PostgresServer.newDatabase(NAME));
    database.migrate();
    store = database.store(new InstanceId("me"), clock);
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  @Test
  void a_run_ends_while_a_begin_waits_for_another_instance() throws Exception {
    Run run = ((Begun.Started) store.begin(Jobs.delivery(Jobs.job("a")))).run();
    try (Connection other = connection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, state, created_at)"
              + " VALUES ('b', '', 'agent', '', '1', '', 'ready', 0)");
      var begun =
          CompletableFuture.supplyAsync(() -> store.begin(Jobs.delivery(Jobs.job("b"))), THREADS);
      await().until(this::somebodyWaits);

      var saved =
          CompletableFuture.supplyAsync(
              () -> store.finish(Jobs.done(run, "1", clock.now())), THREADS);

      assertThat(saved.get(20, SECONDS)).isEqualTo(Saved.AS_GIVEN);
      assertThat(begun).isNotDone();
      other.rollback();
      assertThat(begun.get(20, SECONDS)).isInstanceOf(Begun.Started.class);
    }
  }

  private boolean somebodyWaits() throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WAITING)) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  private static Connection connection() throws SQLException {
    return DriverManager.getConnection(PostgresServer.address(NAME).jdbcUrl(), "postgres", "");
  }
}

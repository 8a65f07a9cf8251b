package io.github.backendexecutor.app.jdbc;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Takeover beside transactions that hold what it wants, and what keeps its queries cheap.
class PostgresTakeoverTest {
  private static final String NAME = "takeover";
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId OTHER = new InstanceId("other");
  private final ManualClock clock = new ManualClock();
  private Database database;
  private JdbcJobStore theirs;
  private Ownership mine;
  private Gone gone;

  @BeforeEach
  void open() {
    database = Database.open(PostgresServer.newDatabase(NAME));
    database.migrate();
    theirs = database.store(OTHER, clock);
    mine = database.ownership(ME, clock);
    JdbcMembership seat = database.membership(OTHER, clock);
    seat.beat();
    gone = new Gone(OTHER, 1);
    seat.vanish();
    List.of("a", "b").forEach(id -> theirs.begin(Jobs.delivery(Jobs.job(id))));
  }

  @AfterEach
  void close() {
    theirs.close();
    database.close();
  }

  @Test
  void who_holds_the_instance_makes_a_takeover_come_back_later() throws Exception {
    try (Connection other = hold("SELECT 1 FROM executor_instance FOR UPDATE")) {
      assertThat(takeOver()).isEqualTo(new TakenOver(0, List.of(), true));
      other.rollback();
    }

    assertThat(takeOver()).isEqualTo(new TakenOver(2, List.of(), false));
  }

  @Test
  void a_row_that_another_transaction_holds_is_passed_over_and_not_forgotten() throws Exception {
    try (Connection other = hold("SELECT 1 FROM job WHERE job_id = 'a' FOR UPDATE")) {
      assertThat(takeOver()).isEqualTo(new TakenOver(1, List.of(), true));
      assertThat(takeOver()).isEqualTo(new TakenOver(0, List.of(), true));
      other.rollback();
    }

    assertThat(takeOver()).isEqualTo(new TakenOver(1, List.of(), false));
  }

  private TakenOver takeOver() {
    return mine.takeOver(gone, AGENT, 2, 9);
  }

  private static Connection hold(String rows) throws SQLException {
    Connection other =
        DriverManager.getConnection(PostgresServer.address(NAME).jdbcUrl(), "postgres", "");
    other.setAutoCommit(false);
    try (Statement statement = other.createStatement()) {
      statement.execute(rows);
    }
    return other;
  }

  @Test
  void a_process_that_stops_within_a_transaction_does_not_hold_its_rows_for_ever()
      throws Exception {
    HikariConfig writers = new PostgresDialect(PostgresServer.address(NAME)).writers();
    try (HikariDataSource pool = new HikariDataSource(writers);
        Connection connection = pool.getConnection()) {
      assertThat(text(connection, "SHOW idle_in_transaction_session_timeout")).isEqualTo("30s");
      assertThat(text(connection, "SHOW plan_cache_mode")).isEqualTo("force_custom_plan");
    }
  }

  @Test
  void what_is_asked_often_costs_the_same_however_many_run() {
    PostgresServer.execute(
        """
        INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, state, owner,
                         created_at, next_run_at)
        SELECT 'r' || i, '', 'agent', '', '1', '', CASE WHEN i % 2 = 0 THEN 'running' ELSE 'ready' END,
               'other', 0, CASE WHEN i % 2 = 1 THEN i END
        FROM generate_series(1, 20000) AS i\
        """,
        NAME);
    PostgresServer.execute("VACUUM ANALYZE job", NAME);

    assertThat(plan(NextDue.query(2), "agent", "manager"))
        .contains("Index Only Scan using job_due")
        .doesNotContain("Seq Scan on job");
    assertThat(plan(JdbcOwnership.TO_CANCEL, "other")).contains("job_cancel");
  }

  @Test
  void owners_from_before_there_were_instances_are_seen_as_instances() {
    String name = NAME + "_old";
    try (Database old = Database.open(PostgresServer.newDatabase(name))) {
      old.migrateTo("1");
      PostgresServer.execute(SqliteDatabaseTest.RUNNING_SINCE_V1, name);

      old.migrate();

      assertThat(old.exam().ask("SELECT id || beat AS at FROM executor_instance", 9))
          .containsExactly(Map.of("at", "me0"));
      assertThat(old.counts(clock).standing())
          .isEqualTo(Map.of(Jobs.AGENT, Map.of(JobState.RUNNING, 1L)));
      assertThat(old.lists().workflows(null, 9).items()).hasSize(1);
    }
  }

  @Test
  void a_database_has_one_id_and_another_one_another() {
    try (Database again = Database.open(PostgresServer.address(NAME));
        Database other = Database.open(PostgresServer.newDatabase(NAME + "_2"))) {
      other.migrate();

      assertThat(database.storeId()).hasSize(32).isEqualTo(again.storeId());
      assertThat(other.storeId()).isNotEqualTo(database.storeId());
    }
  }

  private String plan(String query, String... values) {
    return database.read(connection -> {
      StringBuilder plan = new StringBuilder();
      try (var explain = connection.prepareStatement("EXPLAIN " + query)) {
        for (int i = 0; i < values.length; i++) {
          explain.setString(i + 1, values[i]);
        }
        try (ResultSet row = explain.executeQuery()) {
          while (row.next()) {
            plan.append(row.getString(1)).append('\n');
          }
        }
      }
      return plan.toString();
    });
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}

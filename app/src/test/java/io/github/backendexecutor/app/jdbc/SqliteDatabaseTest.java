package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.executor.testing.Together;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
  private static final InstanceId ME = new InstanceId("me");

  /// A job as the first version wrote it.
  static final String RUNNING_SINCE_V1 =
      "INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, state, attempt,"
          + " owner, created_at, started_at)"
          + " VALUES ('a', 'w', 'agent', '', '1', '', 'running', 1, 'me', 5, 5)";

  private final ManualClock clock = new ManualClock();
  @TempDir private Path folder;

  @Test
  void the_file_and_its_folders_are_made_for_this_user_only() throws Exception {
    Path file = folder.resolve("a/b/jobs.db");
    try (Database database = Database.open(new SqliteAddress(file));
        JdbcJobStore store = database.store(ME, clock)) {
      database.migrate();
      store.begin(Jobs.delivery(Jobs.job("a")));

      assertThat(permissions(folder.resolve("a/b"))).isEqualTo("rwx------");
      assertThat(permissions(folder.resolve("a"))).isEqualTo("rwx------");
      assertThat(permissions(file)).isEqualTo("rw-------");
      assertThat(permissions(folder.resolve("a/b/jobs.db-wal"))).isEqualTo("rw-------");
    }
  }

  @Test
  void a_commit_survives_a_power_cut_and_readers_change_nothing() {
    try (Database database = open()) {
      database.migrate();

      assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(database, "synchronous")).isEqualTo("2");
      assertThat(pragma(database, "query_only")).isEqualTo("1");
      assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
    }
  }

  @Test
  void migrating_again_keeps_the_rows() {
    Delivery delivery = Jobs.delivery(Jobs.job("a"));
    for (int start = 0; start < 2; start++) {
      try (Database database = open();
          JdbcJobStore store = database.store(ME, clock)) {
        database.migrate();
        assertThat(store.begin(delivery)).isInstanceOf(Begun.Started.class);
        assertThat(database.history().jobs(JobHistory.Filter.ANY, 9)).hasSize(1);
      }
    }
  }

  @Test
  void several_instances_migrate_at_once() throws Exception {
    Together.all(
        IntStream.range(0, 4)
            .mapToObj(i ->
                Together.call(() -> {
                  try (Database database = open()) {
                    database.migrate();
                    return database.history().jobs(JobHistory.Filter.ANY, 9);
                  }
                })));
  }

  @Test
  void a_place_that_cannot_hold_a_database_is_refused_in_one_line() throws Exception {
    Files.createDirectory(folder.resolve("jobs.db"));
    assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("jobs.db");
    Path text = Files.writeString(folder.resolve("text.db"), "not a database, ".repeat(99));
    try (Database database = Database.open(new SqliteAddress(text))) {
      assertThatIllegalStateException()
          .isThrownBy(database::migrate)
          .withMessageContaining("text.db")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }

  @Test
  void while_another_program_holds_the_write_lock_the_store_is_unavailable_and_the_history_is_not()
      throws Exception {
    Delivery delivery = Jobs.delivery(Jobs.job("a"));
    try (Database database = open();
        JdbcJobStore store = database.store(ME, clock)) {
      database.migrate();
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        assertThatThrownBy(() -> store.begin(delivery)).isInstanceOf(StoreUnavailable.class);
        assertThat(database.history().jobs(JobHistory.Filter.ANY, 9)).isEmpty();
      }

      assertThat(store.begin(delivery)).isInstanceOf(Begun.Started.class);
    }
  }

  @Test
  void people_see_times_as_times() throws Exception {
    try (Database database = open();
        JdbcJobStore store = database.store(ME, clock)) {
      database.migrate();
      store.begin(Jobs.delivery(Jobs.job("a")));

      assertThat(text(database, "SELECT created_at FROM job_readable WHERE job_id = 'a'"))
          .isEqualTo("2030-01-01T00:00:00.000Z");
    }
  }

  @Test
  void owners_from_before_there_were_instances_are_seen_as_instances() throws Exception {
    try (Database database = open()) {
      database.migrateTo("1");
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute(RUNNING_SINCE_V1);
      }

      database.migrate();

      assertThat(text(database, "SELECT id || beat FROM executor_instance")).isEqualTo("me0");
      assertThat(database.counts(clock).standing())
          .isEqualTo(Map.of(Jobs.AGENT, Map.of(JobState.RUNNING, 1L)));
      assertThat(database.lists().workflows(null, 9).items()).hasSize(1);
    }
  }

  @Test
  void a_database_has_one_id_and_another_one_another() {
    try (Database first = open();
        Database again = open();
        Database other = Database.open(new SqliteAddress(folder.resolve("other.db")))) {
      first.migrate();
      other.migrate();

      assertThat(first.storeId()).hasSize(32).isEqualTo(again.storeId());
      assertThat(other.storeId()).isNotEqualTo(first.storeId());
    }
  }

  @Test
  void what_is_asked_often_is_answered_by_an_index() {
    try (Database database = open()) {
      database.migrate();

      assertThat(plan(database, NextDue.query(2)))
          .contains("INDEX job_due (role=? AND next_run_at>?)");
      assertThat(plan(database, JdbcOwnership.TO_CANCEL)).contains("INDEX job_cancel");
    }
  }

  @Test
  void more_lists_than_sqlite_merges_at_once_become_one_list() {
    try (Database database = open()) {
      List<String> queries =
          IntStream.range(0, 1_000).mapToObj(i -> "SELECT %d AS n".formatted(i)).toList();
      String merged = database.dialect().merged(queries, " ORDER BY n DESC", 3);

      List<Integer> first =
          database.read(connection -> {
            List<Integer> numbers = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(merged)) {
              while (row.next()) {
                numbers.add(row.getInt("n"));
              }
            }
            return numbers;
          });
      assertThat(first).containsExactly(999, 998, 997);
    }
  }

  @Test
  void rows_that_somebody_made_by_hand_are_listed_too() {
    try (Database database = open()) {
      database.migrate();
      database.commit(connection -> {
        try (Statement statement = connection.createStatement()) {
          return statement.executeUpdate(
              """
              INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, created_at, state)
              VALUES ('a', '', 'stranger', '', '1', '', 1, 'completed'),
                     ('b', '', 'agent', '', '1', '', 2, 'running'),
                     ('c', '', 'agent', '', '1', '', 3, 'ready')\
              """);
        }
      });

      assertThat(database.lists().jobs(JobFilter.ANY, null, 9).items())
          .extracting(line -> line.id().value())
          .containsExactly("c", "b", "a");
      assertThat(database.exam().ask(database.exam().newest("main.job", 2), 9))
          .extracting(row -> row.get("job_id"))
          .containsExactly("c", "b");
    }
  }

  private static String plan(Database database, String query) {
    return database.read(connection -> {
      StringBuilder plan = new StringBuilder();
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
        while (result.next()) {
          plan.append(result.getString("detail")).append('\n');
        }
      }
      return plan.toString();
    });
  }

  private Path file() {
    return folder.resolve("jobs.db");
  }

  private Database open() {
    return Database.open(new SqliteAddress(file()));
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String pragma(Database database, String name) {
    return text(database, "PRAGMA " + name);
  }

  private static String text(Database database, String query) {
    return database.read(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(query)) {
        result.next();
        return result.getString(1);
      }
    });
  }
}

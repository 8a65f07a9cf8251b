package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.executor.testing.Together;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {
  private static final String NAME = "outages";
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId OTHER = new InstanceId("other");
  private final ManualClock clock = new ManualClock();
  private PostgresAddress address;
  private Database database;
  private JdbcJobStore store;

  @BeforeEach
  void open() {
    address = PostgresServer.newDatabase(NAME);
    // a short wait, as some tests sit through it
    database =
        Database.open(
            new PostgresAddress(
                address.hosts(), NAME, Map.of("user", "postgres", "connectTimeout", "2")));
    store = database.store(ME, clock);
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  @Test
  void a_migration_waits_for_its_steps_however_long_they_take() {
    String url = "postgres://user@localhost/name";
    assertThat(timeout(url, Dialect::writers)).isEqualTo("30");
    assertThat(timeout(url, Dialect::migrators)).isEqualTo("0");
    assertThat(timeout(url + "?socketTimeout=7", Dialect::migrators)).isEqualTo("7");
  }

  private static Object timeout(String url, Function<Dialect, HikariConfig> pool) {
    var dialect = new PostgresDialect((PostgresAddress) DatabaseAddress.parse(url));
    return Objects.requireNonNull(
        pool.apply(dialect).getDataSourceProperties().get("socketTimeout"));
  }

  @Test
  void several_instances_migrate_at_once_and_again() throws Exception {
    for (int start = 0; start < 2; start++) {
      Together.all(
          IntStream.range(0, 4)
              .mapToObj(i ->
                  Together.call(() -> {
                    try (Database one = Database.open(address)) {
                      one.migrate();
                      return one.history().jobs(JobHistory.Filter.ANY, 9);
                    }
                  })));
    }
  }

  @Test
  void a_database_that_others_use_too_is_migrated() {
    PostgresServer.execute("CREATE TABLE flyway_schema_history (theirs TEXT)", NAME);

    database.migrate();

    assertThat(store.begin(Jobs.delivery(Jobs.job("a")))).isInstanceOf(Begun.Started.class);
  }

  @Test
  void a_database_that_may_lose_commits_is_refused() {
    PostgresServer.execute("ALTER DATABASE " + NAME + " SET synchronous_commit = off");

    assertThatIllegalStateException()
        .isThrownBy(database::migrate)
        .withMessageContaining("synchronous_commit");
  }

  @Test
  void an_unknown_database_is_refused_in_one_line() {
    try (Database unknown = Database.open(PostgresServer.address("unknown"))) {
      assertThatIllegalStateException()
          .isThrownBy(unknown::migrate)
          .withMessageContaining("\"unknown\" does not exist");
    }
  }

  @Test
  void looks_share_a_connection_and_survive_its_end() {
    database.migrate();
    int first = database.look(PostgresDatabaseTest::backend);
    assertThat(database.look(PostgresDatabaseTest::backend)).isEqualTo(first);

    PostgresServer.execute("SELECT pg_terminate_backend(%d, 5000)".formatted(first));

    int second = database.look(PostgresDatabaseTest::backend);
    assertThat(second).isNotEqualTo(first);
    assertThat(database.look(PostgresDatabaseTest::backend)).isEqualTo(second);
  }

  @Test
  void two_looks_at_once_have_a_connection_each() {
    database.migrate();
    List<Integer> both =
        database.look(connection -> {
          CompletableFuture<Integer> other =
              CompletableFuture.supplyAsync(() -> database.look(PostgresDatabaseTest::backend));
          return List.of(backend(connection), other.join());
        });
    assertThat(both).doesNotHaveDuplicates();
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void a_server_that_is_down_is_unavailable_and_opening_does_not_wait_for_it() throws IOException {
    int closed;
    try (ServerSocket free = new ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    PostgresAddress nobody =
        new PostgresAddress(
            "localhost:" + closed,
            NAME,
            Map.of("user", "me", "password", "secret", "connectTimeout", "1"));
    try (Database down = Database.open(nobody);
        JdbcJobStore nothing = down.store(ME, clock)) {
      assertThatThrownBy(down::migrate)
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("refused")
          .hasMessageNotContaining("secret");
      Delivery delivery = Jobs.delivery(Jobs.job("a"));
      assertThatThrownBy(() -> nothing.begin(delivery)).isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> down.history().job(new JobId("a")))
          .isInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void after_an_outage_the_same_calls_succeed() {
    database.migrate();
    Run run = started(store.begin(Jobs.delivery(Jobs.job("a"))));
    PostgresServer.execute("ALTER DATABASE " + NAME + " ALLOW_CONNECTIONS false");
    terminateConnections();
    Ending ending = Jobs.done(run, "1", clock.now());

    assertThatThrownBy(() -> store.finish(ending)).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(() -> store.due(Jobs.AGENT, 1)).isInstanceOf(StoreUnavailable.class);

    PostgresServer.execute("ALTER DATABASE " + NAME + " ALLOW_CONNECTIONS true");
    assertThat(store.finish(ending)).isEqualTo(Saved.AS_GIVEN);
    assertThat(store.due(Jobs.AGENT, 1)).isEmpty();
  }

  @Test
  void a_server_that_has_become_read_only_is_unavailable() {
    database.migrate();
    PostgresServer.execute("ALTER DATABASE " + NAME + " SET default_transaction_read_only = on");
    terminateConnections();
    Delivery delivery = Jobs.delivery(Jobs.job("a"));

    assertThatThrownBy(() -> retryBroken(() -> store.begin(delivery)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("read-only");

    PostgresServer.execute("ALTER DATABASE " + NAME + " SET default_transaction_read_only = off");
    assertThat(store.begin(delivery)).isInstanceOf(Begun.Started.class);
  }

  @Test
  void a_change_whose_answer_was_lost_is_found_by_the_same_call() throws Exception {
    database.migrate();
    try (AnswerLosingProxy proxy = new AnswerLosingProxy(PostgresServer.port());
        Database far =
            Database.open(
                new PostgresAddress(
                    "localhost:" + proxy.port(),
                    NAME,
                    // never prepared, so that the proxy can tell each COMMIT by its text
                    Map.of("user", "postgres", "prepareThreshold", "0")));
        JdbcJobStore mine = far.store(ME, clock)) {
      Delivery delivery = Jobs.delivery(Jobs.job("a"));
      Run run = started(lost(proxy, () -> mine.begin(delivery)));
      assertThat(run.attempt()).isEqualTo(1);

      assertThat(lost(proxy, () -> mine.finish(Jobs.release(run, clock.now()))))
          .isEqualTo(Saved.AS_GIVEN);

      List<Run> due = lost(proxy, () -> mine.due(Jobs.AGENT, 5));
      assertThat(due).extracting(Run::attempt).containsExactly(2);
      assertThat(mine.due(Jobs.AGENT, 5)).isEmpty();
      assertThat(lost(proxy, () -> mine.finish(Jobs.done(due.getFirst(), "1", clock.now()))))
          .isEqualTo(Saved.AS_GIVEN);
    }
    assertThat(database.history().attempts(new JobId("a")))
        .extracting(AttemptRecord::outcome)
        .containsExactly("released", "completed");
  }

  /// Makes the call with its answer lost, checks that it changed the database, and makes it again.
  private <A> A lost(AnswerLosingProxy proxy, Supplier<A> call) {
    var before = database.history().jobs(JobHistory.Filter.ANY, 9);
    proxy.loseNextCommitAnswer();
    assertThatThrownBy(call::get).isInstanceOf(StoreUnavailable.class);
    assertThat(database.history().jobs(JobHistory.Filter.ANY, 9)).isNotEqualTo(before);
    return call.get();
  }

  @Test
  void connections_that_die_under_load_lose_nothing_and_double_nothing() throws Exception {
    database.migrate();
    List<Delivery> deliveries = deliveries(300);

    List<Saved> finished =
        Together.all(
            IntStream.range(0, 300)
                .mapToObj(i -> Together.call(() -> runAndKill(deliveries.get(i), i % 20 == 0))));

    assertThat(finished).hasSize(300).containsOnly(Saved.AS_GIVEN);
    assertThat(database.history().jobs(new JobHistory.Filter(null, JobState.COMPLETED, null), 999))
        .hasSize(300)
        .allMatch(row -> row.attempt() == 1);
  }

  private Saved runAndKill(Delivery delivery, boolean kill) {
    if (kill) {
      terminateConnections();
    }
    Run run = started(persist(() -> store.begin(delivery)));
    if (kill) {
      terminateConnections();
    }
    return persist(() -> store.finish(Jobs.done(run, "1", clock.now())));
  }

  @Test
  void two_instances_that_are_given_the_same_entries_never_wait_in_a_circle() throws Exception {
    database.migrate();
    try (Database second = Database.open(address);
        JdbcJobStore other = second.store(OTHER, clock)) {
      List<Delivery> both = new ArrayList<>();
      deliveries(400).forEach(one -> both.addAll(List.of(one, one)));
      Collections.shuffle(both, new Random(1));

      List<Begun> begun =
          Together.all(
              IntStream.range(0, both.size())
                  .mapToObj(i ->
                      Together.call(
                          () -> beginAndFinish(i % 2 == 0 ? store : other, both.get(i)))));

      assertThat(begun).hasSize(800);
      assertThat(database.history().jobs(JobHistory.Filter.ANY, 999))
          .hasSize(400)
          .allMatch(row -> row.state() == JobState.COMPLETED);
    }
  }

  private Begun beginAndFinish(JdbcJobStore by, Delivery delivery) {
    Begun begun = by.begin(delivery);
    if (begun instanceof Begun.Started(var run)) {
      by.finish(Jobs.done(run, "1", clock.now()));
    }
    return begun;
  }

  @Test
  void a_request_at_fault_fails_alone() throws Exception {
    database.migrate();
    // half of a surrogate pair: no text that PostgreSQL could give back
    Delivery bad = Jobs.delivery(Jobs.job("\ud800"));
    List<Delivery> all = new ArrayList<>(deliveries(50));
    all.add(25, bad);

    List<Boolean> ok =
        Together.all(
            all.stream()
                .map(one ->
                    Together.call(() -> {
                      try {
                        return store.begin(one) instanceof Begun.Started;
                      } catch (StoreUnavailable e) {
                        throw e;
                      } catch (RuntimeException _) {
                        return false;
                      }
                    })));

    assertThat(ok.get(25)).isFalse();
    assertThat(ok).filteredOn(Boolean::booleanValue).hasSize(50);
  }

  @Test
  void people_see_times_as_times() {
    database.migrate();
    store.begin(Jobs.delivery(Jobs.job("a")));

    String time =
        database.read(connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT created_at AT TIME ZONE 'UTC' FROM job_readable")) {
            row.next();
            return row.getString(1);
          }
        });

    assertThat(time).isEqualTo("2030-01-01 00:00:00");
  }

  private static List<Delivery> deliveries(int count) {
    return IntStream.range(0, count)
        .<Delivery>mapToObj(i -> Jobs.delivery(Jobs.job("j" + i)))
        .toList();
  }

  private static void terminateConnections() {
    PostgresServer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + NAME + "'");
  }

  /// The first call may only find out that its connection is dead.
  private static <A> A retryBroken(Supplier<A> call) {
    try {
      return call.get();
    } catch (StoreUnavailable _) {
      return call.get();
    }
  }

  private static <A> A persist(Supplier<A> call) {
    while (true) {
      try {
        return call.get();
      } catch (StoreUnavailable _) {
        // again: that is what the flow does
      }
    }
  }

  private static Run started(Begun begun) {
    assertThat(begun).isInstanceOf(Begun.Started.class);
    return ((Begun.Started) begun).run();
  }
}

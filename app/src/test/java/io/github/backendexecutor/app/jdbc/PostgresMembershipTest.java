package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.executor.testing.MembershipContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresMembershipTest extends MembershipContract {
  private static final String NAME = "membership";
  private static Database database;
  private final ManualClock clock = new ManualClock();
  private final List<Membership> seats = new ArrayList<>();
  @TempDir private Path folder;

  @BeforeAll
  static void migrate() {
    database = Database.open(PostgresServer.newDatabase(NAME));
    database.migrate();
  }

  @Override
  protected Membership join(InstanceId instance) {
    Membership seat = database.membership(instance, clock);
    seats.add(seat);
    return seat;
  }

  @Override
  protected void kill(Membership seat) {
    ((JdbcMembership) seat).vanish();
  }

  @AfterEach
  void empty() {
    seats.forEach(Membership::leave);
    PostgresServer.execute("TRUNCATE job, attempt_line, executor_instance", NAME);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void an_instance_whose_connection_breaks_is_attached_again_with_its_next_beats() {
    Membership mine = join(ME);
    Membership theirs = join(OTHER);
    mine.beat();
    theirs.beat();
    terminateConnections();

    assertThatThrownBy(theirs::beat).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(mine::beat).isInstanceOf(StoreUnavailable.class);
    await().until(() -> !sign(mine, OTHER).attached());
    await().until(() -> sign(theirs, OTHER).attached());

    assertThat(sign(mine, OTHER).attached()).isTrue();
    assertThat(sign(mine, ME).attached()).isTrue();
  }

  @Test
  void a_server_that_is_away_is_unavailable_and_the_next_beat_finds_it_again() {
    Membership mine = join(ME);
    Sign before = sign(mine, ME);
    PostgresServer.execute("ALTER DATABASE " + NAME + " ALLOW_CONNECTIONS false");
    terminateConnections();

    assertThatThrownBy(mine::beat).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(mine::beat).isInstanceOf(StoreUnavailable.class);

    PostgresServer.execute("ALTER DATABASE " + NAME + " ALLOW_CONNECTIONS true");
    assertThat(sign(mine, ME).beat()).isEqualTo(before.beat() + 1);
  }

  @Test
  void while_others_hold_the_jobs_instances_still_beat() throws Exception {
    try (Connection other =
            DriverManager.getConnection(PostgresServer.address(NAME).jdbcUrl(), "postgres", "");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE job");
      Membership mine = join(ME);

      assertThat(sign(mine, ME)).isEqualTo(new Sign(1, true, false));
      assertThat(sign(mine, ME)).isEqualTo(new Sign(2, true, false));
      other.rollback();
    }
  }

  @Test
  void instances_are_seen_in_their_own_database_only() {
    try (Database elsewhere = Database.open(PostgresServer.newDatabase(NAME + "_2"))) {
      elsewhere.migrate();
      Membership namesake = elsewhere.membership(OTHER, clock);
      namesake.beat();
      Membership theirs = join(OTHER);
      theirs.beat();
      kill(theirs);

      Membership mine = join(ME);

      await().until(() -> !sign(mine, OTHER).attached());
      assertThat(sign(namesake, OTHER).attached()).isTrue();
      namesake.leave();
    }
  }

  @Test
  void the_lock_of_a_seat_and_the_claims_of_its_store_do_not_meet() {
    Membership mine = join(ME);
    mine.beat();
    try (JdbcJobStore store = database.store(ME, clock, folder)) {
      store.begin(Jobs.delivery(Jobs.notBefore(Jobs.job("a"), clock.now().plusSeconds(1))));
      clock.advance(Duration.ofSeconds(1));

      assertThat(store.due(Jobs.AGENT, 1)).hasSize(1);
    }
  }

  private static void terminateConnections() {
    PostgresServer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + NAME + "'");
  }
}

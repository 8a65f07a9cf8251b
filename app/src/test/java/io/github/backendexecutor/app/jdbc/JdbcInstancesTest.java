package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.job.InstanceNote;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcInstancesTest {
  private static final InstanceId ME = new InstanceId("me");
  private final ManualClock clock = new ManualClock();
  @TempDir private Path folder;

  @Test
  void instances_are_shown_from_a_sqlite_file() {
    try (Database database = Database.open(new SqliteAddress(folder.resolve("jobs.db")))) {
      showsInstances(database);
    }
  }

  @Test
  void instances_are_shown_from_postgres() {
    try (Database database = Database.open(PostgresServer.newDatabase("instances"))) {
      showsInstances(database);
    }
  }

  private void showsInstances(Database database) {
    database.migrate();
    JdbcMembership mine = database.membership(ME, clock);
    mine.beat();
    mine.beat();
    clock.advance(Duration.ofSeconds(1));
    JdbcMembership other = database.membership(new InstanceId("other"), clock);
    other.beat();
    other.leave();
    InstanceNote note =
        new InstanceNote(
            ME,
            "host",
            "1.2.3",
            clock.now(),
            7,
            Map.of(Jobs.AGENT, 5, Jobs.MANAGER, 0),
            "/hubs/jobs");
    database.instances(clock).describe(note);
    database.instances(clock).describe(note);
    try (JdbcJobStore store = database.store(ME, clock)) {
      store.begin(Jobs.delivery(Jobs.job("a")));
      store.begin(Jobs.delivery(Jobs.job("b")));

      assertThat(database.instances(clock).all())
          .extracting(InstanceLine::id)
          .containsExactly(new InstanceId("other"), ME);
      InstanceLine gone = database.instances(clock).all().getFirst();
      assertThat(gone.note()).isNull();
      assertThat(gone.goneAt()).isEqualTo(clock.now());
      assertThat(gone.running()).isEmpty();
      InstanceLine me = database.instances(clock).all().getLast();
      assertThat(me.note()).isEqualTo(note);
      assertThat(me.beat()).isEqualTo(2);
      assertThat(me.goneAt()).isNull();
      assertThat(me.running()).isEqualTo(Map.of(Jobs.AGENT, 2));
    }
    mine.leave();
  }
}

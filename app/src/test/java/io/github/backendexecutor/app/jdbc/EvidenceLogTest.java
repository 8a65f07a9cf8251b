package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Evidence of notifications, in SQLite and PostgreSQL.
class EvidenceLogTest {
  private static final JobId JOB = new JobId("j");
  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private Database database;
  private EvidenceLog log;

  @BeforeEach
  void open() {
    use(Database.open(new SqliteAddress(folder.resolve("jobs.db"))));
  }

  private void use(Database opened) {
    database = opened;
    database.migrate();
    log = database.evidence(clock);
  }

  @AfterEach
  void close() {
    log.close();
    database.close();
    clock.close();
  }

  @Test
  void what_is_kept_can_be_read_and_is_counted() {
    Notification first = notification("job_started", Outcome.NO_SUBSCRIBER, 0, "");
    Notification second = notification("job_completed", Outcome.PUBLISHED, 3, "x".repeat(600));
    log.keep(first);
    log.keep(second);
    await().until(() -> database.notifications().of(JOB).size() == 2);
    assertThat(database.notifications().of(JOB).getFirst()).isEqualTo(first);
    assertThat(database.notifications().of(JOB).getLast().detail()).hasSize(500);
    assertThat(database.notifications().of(new JobId("other"))).isEmpty();
    assertThat(log.byOutcome())
        .containsEntry(Outcome.PUBLISHED, 1L)
        .containsEntry(Outcome.NO_SUBSCRIBER, 1L)
        .containsEntry(Outcome.FAILED, 0L);
  }

  @Test
  void so_is_it_in_postgresql() {
    log.close();
    database.close();
    use(Database.open(PostgresServer.newDatabase("evidence")));
    Notification one = notification("job_completed", Outcome.WRITTEN_LOCALLY, 1, "");
    log.keep(one);
    await().until(() -> !database.notifications().of(JOB).isEmpty());
    assertThat(database.notifications().of(JOB)).containsExactly(one);
  }

  @Test
  void what_was_handed_in_before_the_end_is_written() {
    for (int i = 0; i < 5_000; i++) {
      log.keep(notification("job_started", Outcome.PUBLISHED, 1, ""));
    }
    log.close();
    assertThat(log.dropped()).isZero();
    assertThat(database.exam().ask("SELECT count(*) AS n FROM notification", 1).getFirst())
        .containsEntry("n", "5000");
    log.keep(notification("job_started", Outcome.PUBLISHED, 1, ""));
    assertThat(log.dropped()).isOne();
  }

  @Test
  void a_database_that_is_away_delays_nobody_and_what_is_too_much_is_counted() throws Exception {
    Path file = folder.resolve("jobs.db");
    database.close();
    Files.move(file, folder.resolve("away"), StandardCopyOption.REPLACE_EXISTING);
    database = Database.open(new SqliteAddress(blocked()));
    log.close();
    log = database.evidence(clock);
    long start = System.nanoTime();
    for (int i = 0; i < 12_000; i++) {
      log.keep(notification("job_started", Outcome.PUBLISHED, 1, ""));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(log.dropped()).isBetween(1_000L, 2_000L);
    assertThat(log.byOutcome()).containsEntry(Outcome.PUBLISHED, 12_000L);
    log.close();
    assertThat(log.dropped()).isEqualTo(12_000);
  }

  /// A database without the table, as one that was never migrated.
  private Path blocked() throws IOException {
    return Files.createDirectories(folder.resolve("other")).resolve("empty.db");
  }

  private static Notification notification(
      String event, Outcome outcome, long count, String detail) {
    Instant at = Instant.ofEpochMilli(1_800_000_000_000L);
    return new Notification(
        JOB, "j:1:" + event, 4, event, at, "connection", outcome, count, detail);
  }
}

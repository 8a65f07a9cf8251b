package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.executor.testing.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId NEXT = new InstanceId("next");
  private final ManualClock clock = new ManualClock();
  @TempDir private Path folder;
  private Database database;
  private JdbcJobStore store;

  @BeforeEach
  void open() {
    database = Database.open(new SqliteAddress(folder.resolve("jobs.db")));
    database.migrate();
    store = database.store(ME, clock, spool());
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  @Test
  void while_the_database_is_away_endings_are_kept_and_then_saved_first() throws Exception {
    Delivery delivery = Jobs.delivery(Jobs.job("a"));
    Run run = started(delivery);
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      store.keep(Jobs.done(run, "1", clock.now()));

      assertThat(store.spooled()).isEqualTo(1);
      assertThatThrownBy(() -> store.begin(delivery)).isInstanceOf(StoreUnavailable.class);
      assertThat(store.spooled()).isEqualTo(1);
    }

    assertThat(store.begin(delivery)).isInstanceOf(Begun.Ended.class);
    assertThat(store.spooled()).isZero();
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void the_next_process_saves_what_a_dead_one_kept_in_the_dead_ones_name() throws Exception {
    keepTwo();
    store.close();

    store = database.store(NEXT, clock, spool());

    assertThat(store.spooled()).isEqualTo(2);
    assertThat(store.nextDue(List.of(Jobs.AGENT))).isEmpty();
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
    assertThat(state("b")).isEqualTo(JobState.FAILED);
    assertThat(database.history().attempts(new JobId("a")))
        .extracting(AttemptRecord::owner)
        .containsExactly(ME);
    assertThat(store.spooled()).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_living_process_keeps_is_left_to_it() throws Exception {
    keepTwo();

    try (JdbcJobStore next = database.store(NEXT, clock, spool())) {
      assertThat(next.spooled()).isZero();
      next.due(Jobs.AGENT, 1);
    }

    assertThat(state("a")).isEqualTo(JobState.RUNNING);
    store.due(Jobs.AGENT, 1);
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_start_while_the_database_is_away_and_another_one_after_it_lose_nothing() throws Exception {
    keepTwo();
    store.close();
    try (JdbcJobStore second = database.store(NEXT, clock, spool())) {
      assertThat(second.spooled()).isEqualTo(2);
    }

    store = database.store(new InstanceId("third"), clock, spool());
    store.due(Jobs.AGENT, 1);

    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_line_that_a_crash_cut_off_is_set_aside_and_the_others_are_saved() throws Exception {
    keepTwo();
    store.close();
    Path file = spool().resolve("me.jsonl");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 9));

    store = database.store(NEXT, clock, spool());

    assertThat(store.spooled()).isEqualTo(1);
    store.due(Jobs.AGENT, 1);
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
    assertThat(state("b")).isEqualTo(JobState.RUNNING);
    assertThat(files()).containsExactly("me.aside");
  }

  @Test
  void a_line_that_nobody_can_read_is_set_aside_and_the_others_are_saved() throws Exception {
    keepTwo();
    store.close();
    Path file = spool().resolve("me.jsonl");
    Files.writeString(file, "{\"job_id\":\"c\"}\nrubbish\r\n\n" + Files.readString(file));

    store = database.store(NEXT, clock, spool());

    assertThat(store.spooled()).isEqualTo(5);
    store.due(Jobs.AGENT, 1);
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
    assertThat(state("b")).isEqualTo(JobState.FAILED);
    assertThat(store.spooled()).isZero();
    assertThat(files()).containsExactly("me.aside");
  }

  @Test
  void a_result_that_the_database_refuses_fails_its_job_and_stays_in_the_file() throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
        Statement statement = other.createStatement()) {
      statement.execute(
          "CREATE TRIGGER picky BEFORE UPDATE ON job WHEN new.output = '\"bad\"'"
              + " BEGIN SELECT RAISE(ABORT, 'no such output'); END");
    }
    Run bad = started(Jobs.delivery(Jobs.job("bad")));
    Run good = started(Jobs.delivery(Jobs.job("good")));
    store.keep(Jobs.done(bad, "\"bad\"", clock.now()));
    store.keep(Jobs.done(good, "1", clock.now()));

    store.due(Jobs.AGENT, 1);

    assertThat(state("good")).isEqualTo(JobState.COMPLETED);
    assertThat(database.history().job(new JobId("bad")).orElseThrow())
        .satisfies(job -> assertThat(job.state()).isEqualTo(JobState.FAILED))
        .satisfies(job -> assertThat(job.error()).contains("could not be saved"));
    assertThat(store.spooled()).isZero();
    assertThat(Files.readString(spool().resolve("me.aside"))).contains("bad");
  }

  @Test
  void a_place_that_takes_nothing_refuses_and_works_again_once_it_does() throws Exception {
    Files.createFile(spool());
    Ending ending = Jobs.done(started(Jobs.delivery(Jobs.job("a"))), "1", clock.now());
    assertThatThrownBy(() -> store.keep(ending)).isInstanceOf(IOException.class);
    assertThat(store.spooled()).isZero();
    Files.delete(spool());

    store.keep(ending);

    store.due(Jobs.AGENT, 1);
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_store_without_a_spool_refuses_to_keep() {
    try (JdbcJobStore none = database.store(NEXT, clock)) {
      Run run = ((Begun.Started) none.begin(Jobs.delivery(Jobs.job("a")))).run();
      Ending ending = Jobs.done(run, "1", clock.now());

      assertThatThrownBy(() -> none.keep(ending)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void many_interrupted_threads_keep_all_that_they_have() throws Exception {
    String big = '"' + "0123456789abcdef".repeat(2_000) + '"';
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      runs.add(started(Jobs.delivery(Jobs.job("j" + i))));
    }

    Together.all(
        runs.stream()
            .map(run ->
                Together.call(() -> {
                  Thread.currentThread().interrupt();
                  store.keep(Jobs.done(run, big, clock.now()));
                  return Thread.interrupted();
                })));

    assertThat(store.spooled()).isEqualTo(300);
    store.due(Jobs.AGENT, 1);
    assertThat(store.spooled()).isZero();
    assertThat(database.history().jobs(new JobHistory.Filter(null, JobState.COMPLETED, null), 999))
        .hasSize(300);
  }

  @Test
  void after_all_is_saved_new_endings_are_kept_again_and_a_clean_end_leaves_no_file()
      throws Exception {
    keepTwo();
    store.due(Jobs.AGENT, 1);
    store.keep(Jobs.done(started(Jobs.delivery(Jobs.job("c"))), "1", clock.now()));
    assertThat(store.spooled()).isEqualTo(1);
    store.due(Jobs.AGENT, 1);
    assertThat(state("c")).isEqualTo(JobState.COMPLETED);

    store.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void what_is_kept_is_for_this_user_only() throws Exception {
    keepTwo();

    assertThat(permissions(spool())).isEqualTo("rwx------");
    assertThat(permissions(spool().resolve("me.jsonl"))).isEqualTo("rw-------");
  }

  private void keepTwo() throws IOException {
    Run a = started(Jobs.delivery(Jobs.job("a")));
    Run b = started(Jobs.delivery(Jobs.job("b")));
    store.keep(Jobs.done(a, "1", clock.now()));
    store.keep(Jobs.bury(b, "no", clock.now()));
  }

  private Run started(Delivery delivery) {
    return ((Begun.Started) store.begin(delivery)).run();
  }

  private JobState state(String id) {
    return database.history().job(new JobId(id)).orElseThrow().state();
  }

  private Path spool() {
    return folder.resolve("spool");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(spool())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

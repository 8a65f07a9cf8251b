package io.github.backendexecutor.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.JdbcJobStore;
import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The statements under `invariants/`, on rows as the program leaves them and on each breach.
class InvariantTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void every_file_is_an_invariant() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/invariants"))) {
      assertThat(files.map(file -> "invariants/" + file.getFileName()).sorted())
          .containsExactlyElementsOf(Invariant.ALL.stream().map(Invariant::file).toList());
    }
    assertThat(Invariant.ALL).allMatch(rule -> rule.id().matches("I\\d+"));
  }

  @ParameterizedTest
  @EnumSource
  void what_the_program_writes_breaks_none(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder)) {
      database.job("begun", "running", 1, "");
      database.job("done", "completed", 1, "");
      database.attempt("done", 1, "completed", 1000, 2000);
      database.job("third time", "completed", 4, "failures = 1, lost = 1, error = NULL");
      database.attempt("third time", 1, "timed_out", 1000, 2000);
      database.attempt("third time", 2, "lost", 2000, 9000);
      database.attempt("third time", 3, "released", 3000, 4000);
      database.attempt("third time", 4, "completed", 4000, 5000);
      database.job("second time", "completed", 2, "failures = 1");
      database.attempt("second time", 1, "failed", 1000, 2000);
      database.job("without a line", "completed", 1, "");
      database.job("again", "running", 2, "failures = 1");
      database.attempt("again", 1, "failed", 500, 600);
      database.job("later", "retry_wait", 1, "failures = 1");
      database.attempt("later", 1, "failed", 500, 600);
      database.job("scheduled", "scheduled", 0, "");
      database.job("unreadable", "failed", 0, "");
      database.job("tombstone", "cancelled", 0, "cancel_requested = TRUE");
      database.job("stopped", "cancelled", 1, "cancel_requested = TRUE");
      database.attempt("stopped", 1, "cancelled", 1000, 2000);
      database.job("to be stopped", "running", 1, "cancel_requested = TRUE");
      database.count();
      noneIsBroken(database);
    }
  }

  private static void noneIsBroken(TestDatabase database) {
    for (Invariant rule : Invariant.ALL) {
      assertThat(database.ask(rule.sql(), 100)).as(rule.id()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_manual_retries_leave_breaks_none(TestDatabase.Kind kind) {
    ManualClock clock = new ManualClock();
    InstanceId me = new InstanceId("me");
    Actor somebody = new Actor("somebody");
    try (TestDatabase database = TestDatabase.open(kind, folder);
        JdbcJobStore store = database.database().store(me, clock)) {
      Operator operator = database.database().operator(clock);
      for (int i = 0; i < 5; i++) {
        store.begin(Jobs.delivery(Jobs.job("j" + i)));
      }
      for (int generation = 1; generation <= 4; generation++) {
        for (RunKey run : database.database().ownership(me, clock).mine()) {
          end(database.database(), store, run, generation, clock);
        }
        for (int i = 0; i < 5; i++) {
          operator.retry(new JobId("j" + i), null, somebody);
        }
        noneIsBroken(database);
        clock.advance(Duration.ofSeconds(5));
        store.due(Jobs.AGENT, 9);
        noneIsBroken(database);
      }
      database.database().housekeeping(clock).fold(99);
      noneIsBroken(database);
    }
  }

  private static void end(
      Database database, JdbcJobStore store, RunKey key, int generation, ManualClock clock) {
    Job job = Jobs.job(key.job().value());
    Run run = new Run(job, key.attempt(), 0, null, clock.now());
    switch ((generation + job.id().value().charAt(1)) % 5) {
      case 0 -> store.finish(Jobs.done(run, "1", clock.now()));
      case 1 -> store.finish(Jobs.bury(run, "no", clock.now()));
      case 2 -> store.finish(Jobs.release(run, clock.now()));
      case 3 -> store.finish(Jobs.retry(run, Duration.ofSeconds(1), "later", clock.now()));
      default -> {
        database.canceller(clock).cancel(job.id());
        store.finish(Jobs.done(run, "1", clock.now()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_breach_is_named_with_its_job(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder)) {
      database.job("endless", "failed", 0, "finished_at = NULL");
      database.job("early", "running", 1, "finished_at = 5");
      database.job("empty", "completed", 1, "output = NULL");
      database.job("twice", "completed", 2, "");
      database.attempt("twice", 1, "completed", 1000, 2000);
      database.attempt("twice", 2, "completed", 2000, 3000);
      database.job("taken back", "running", 2, "");
      database.attempt("taken back", 1, "completed", 1000, 2000);
      database.job("secretly twice", "completed", 2, "");
      database.attempt("secretly twice", 1, "completed", 1000, 2000);
      assertThat(breaches(database, "I1"))
          .contains("secretly twice: completed 2 times")
          .contains("endless: is failed and has no time at which it ended")
          .contains("early: is running and has a time at which it ended")
          .contains("empty: is completed and has no result")
          .contains("twice: completed 2 times")
          .contains("taken back: completed in attempt 1 and is running");
      assertThat(breaches(database, "I3"))
          .contains("twice: ran in attempt 2 after it was completed in attempt 1")
          .contains("secretly twice: completed in attempt 2 after it was completed in attempt 1")
          .contains("taken back: runs in attempt 2 after it was completed in attempt 1");

      database.job("hole", "running", 3, "failures = 2");
      database.attempt("hole", 1, "failed", 1, 2);
      database.job("too many", "failed", 1, "");
      database.attempt("too many", 1, "failed", 1, 2);
      database.attempt("too many", 2, "failed", 3, 4);
      assertThat(breaches(database, "I3"))
          .contains("too many: ran in attempt 2 after the job had ended in attempt 1");
      database.job("early gap", "completed", 3, "failures = 2");
      database.attempt("early gap", 1, "failed", 1, 2);
      assertThat(breaches(database, "I4"))
          .contains("early gap: has had 3 runs, is completed, and its history has 1 lines")
          .contains("hole: has had 3 runs, is running, and its history has 1 lines")
          .contains("too many: has a run numbered 2 in its history, and has had 1");

      database.job("both", "completed", 2, "lost = 1");
      database.attempt("both", 1, "failed", 1000, 9000);
      database.attempt("both", 2, "completed", 5000, 9500);
      database.job("both, no line", "completed", 2, "failures = 1");
      database.attempt("both, no line", 1, "failed", 1000, 9000);
      assertThat(breaches(database, "I5"))
          .contains("both, no line: attempt 2 of me started 7000 ms before attempt 1 of me ended")
          .contains("both: attempt 2 of me started 4000 ms before attempt 1 of me ended")
          .contains("both: counts 1 losses, and its history has 0");

      database.job("restless", "running", 7, "failures = 4, max_attempts = 3");
      assertThat(breaches(database, "I6"))
          .contains("restless: failed 4 times, and may fail 3")
          .contains("restless: has had 7 runs, with 4 failures, 0 losses and 0 releases");

      database.job("undead", "running", 1, "");
      database.attempt("undead", 1, "failed", 1, 2);
      database.job("stolen", "failed", 1, "owner = 'you'");
      database.attempt("stolen", 1, "failed", 1, 2);
      database.job("orphan", "running", 0, "");
      database.job("waiting", "completed", 0, "next_run_at = 5");
      database.job("forgotten", "ready", 0, "next_run_at = NULL");
      assertThat(breaches(database, "I7"))
          .contains("undead: runs in attempt 1, which has ended as failed")
          .contains("stolen: belongs to you, and attempt 1 to me")
          .contains("waiting: is completed and has a time at which it starts")
          .contains("forgotten: is ready and has no time at which it starts")
          .anyMatch(line -> line.startsWith("orphan: runs without an owner"));

      database.job("odd", "tired", 0, "");
      database.attempt("gone", 1, "failed", 1, 2);
      assertThat(breaches(database, "I10"))
          .containsExactlyInAnyOrder(
              "odd: is in the state tired, which is none",
              "gone: has attempt 1 in its history and no row");

      database.job("stubborn", "completed", 0, "cancel_requested = TRUE");
      database.job("reborn", "ready", 1, "");
      database.attempt("reborn", 1, "cancelled", 1, 2);
      assertThat(breaches(database, "I14"))
          .containsExactlyInAnyOrder(
              "stubborn: is completed though it was to be cancelled",
              "reborn: was cancelled in attempt 1 and is ready");

      assertThat(breaches(database, "I16"))
          .contains("agent failed: there are 3 jobs, and 0 are counted");
    }
  }

  private static List<String> breaches(TestDatabase database, String id) {
    Invariant rule =
        Invariant.ALL.stream().filter(one -> one.id().equals(id)).findAny().orElseThrow();
    return database.ask(rule.sql(), 100).stream().map(InvariantTest::line).toList();
  }

  private static String line(Map<String, String> row) {
    return row.get("job_id") + ": " + row.get("problem");
  }
}

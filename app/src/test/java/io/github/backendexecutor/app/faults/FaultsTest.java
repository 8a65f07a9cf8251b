package io.github.backendexecutor.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The most telling faults, once each and smaller; `faults/run` plays all of them in full.
@Timeout(300)
class FaultsTest {
  private static final Path FOLDER = Path.of("target", "faults-short");

  @SuppressWarnings("NullAway.Init")
  private static Suite suite;

  @BeforeAll
  static void open() {
    Suite.delete(FOLDER);
    suite = new Suite(FOLDER, true, System.out::println);
  }

  @AfterAll
  static void close() {
    suite.close();
  }

  @ParameterizedTest(name = "row {0}")
  @ValueSource(ints = {21, 1, 7, 10, 11, 12, 13, 24, 32})
  void a_fault_loses_no_job_and_runs_none_that_nothing_explains(int number) {
    Row row =
        Faults.rows().stream().filter(one -> one.number() == number).findFirst().orElseThrow();
    assertThat(suite.play(row, 1).problems()).as(row.fault()).isEmpty();
  }

  @Test
  void the_oracle_sees_what_is_wrong() {
    Row sabotage = Row.of(0, "we cheat", 1, Setup.of(3), FaultsTest::cheat);
    List<String> problems = suite.play(sabotage, 1).problems();
    assertThat(problems)
        .anyMatch(line -> line.endsWith("1 runs that nothing explains"))
        .anyMatch(line -> line.contains("two runs at once"))
        .anyMatch(line -> line.contains(" I7: "))
        .anyMatch(line -> line.contains(" I1: "))
        .anyMatch(line -> line.contains("has the result of another run"))
        .anyMatch(line -> line.endsWith("1 jobs are lost"));
  }

  private static void cheat(Round round) throws Exception {
    List<String> jobs = round.send(5, Behaviour.works(100));
    Seen.awaitAllOver(round);
    Ledger.Call first = round.calls().getFirst();
    Files.writeString(
        round.stage().folder().resolve("ledger/1.ledger"),
        "S\t" + first.job() + "\t1\t" + (first.start() + 1) + "\t\n");
    Database database = round.stage().database();
    database.execute(
        "INSERT INTO attempt_line SELECT job_id, attempt, 'nobody', started_at, finished_at,"
            + " 'completed', NULL, '' FROM job WHERE job_id = '"
            + jobs.get(1)
            + "'");
    database.execute("UPDATE job SET finished_at = NULL WHERE job_id = '" + jobs.get(2) + "'");
    database.execute(
        "UPDATE job SET output = '{\"attempt\":9}' WHERE job_id = '" + jobs.get(3) + "'");
    round.producer().taken(List.of(Map.of("jobId", round.prefix() + "never")));
    round.problem("so that nobody waits for it");
  }
}

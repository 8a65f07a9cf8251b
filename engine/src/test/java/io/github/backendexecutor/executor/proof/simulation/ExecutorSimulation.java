package io.github.backendexecutor.executor.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.backendexecutor.executor.proof.simulation.Simulation.Result;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// Thousands of short lives of a group of executors, each decided by its seed. One after the other,
/// on one thread: two at once would meet at locks that they share, such as the log's, and no seed
/// decides who comes first there.
///
/// `-Dsimulation.seed=n` runs that one and prints its trace; `-Dsimulation.seeds=n` sets how many
/// are run, `-Dsimulation.from=n` the first.
class ExecutorSimulation {
  private static final long FROM = Long.getLong("simulation.from", 0);
  private static final long MANY = Long.getLong("simulation.seeds", 10_000);

  private final ListAppender<ILoggingEvent> errors = new ListAppender<>();

  /// A runner that ignores its interrupt is an error in a job's log, and part of the play here. Any
  /// other error is a fault of the program.
  @BeforeEach
  void watchTheLog() {
    logger("executor.jobs").setLevel(Level.OFF);
    errors.start();
    logger(Logger.ROOT_LOGGER_NAME).addAppender(errors);
  }

  @AfterEach
  void leaveTheLog() {
    logger("executor.jobs").setLevel(null);
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(errors);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Test
  void every_seed_keeps_the_laws() {
    Long one = Long.getLong("simulation.seed");
    List<Long> seeds =
        one == null ? LongStream.range(FROM, FROM + MANY).boxed().toList() : List.of(one);
    long start = System.nanoTime();
    List<Result> results =
        seeds.stream().map(seed -> Simulation.run(seed, Sabotage.NONE, false)).toList();
    Witness.Sights seen =
        results.stream().map(Result::sights).reduce(Witness.Sights.NONE, Witness.Sights::plus);
    System.out.printf(
        "%d seeds in %d s: %s%n", seeds.size(), (System.nanoTime() - start) / 1_000_000_000, seen);
    if (one != null) {
      print(one);
    }
    assertNoProblems(results);
    assertThat(errors.list).as("errors in the log").isEmpty();
    if (MANY >= 1_000 && one == null) {
      assertThat(
              List.of(seen.takenOver(), seen.overlaps(), seen.refused(), seen.again(), seen.kept()))
          .as("what the simulations must come across")
          .allMatch(times -> times > 0);
    }
  }

  @Test
  void the_same_seed_gives_the_same_trace() {
    for (long seed = 0; seed < 20; seed++) {
      Result first = Simulation.run(seed, Sabotage.NONE, true);
      Result again = Simulation.run(seed, Sabotage.NONE, true);
      assertThat(again.trace()).isNotEmpty().isEqualTo(first.trace());
    }
  }

  /// The law is one of those that the sabotage breaks, not the only one.
  @ParameterizedTest
  @CsvSource({
    "SAVES_WITHOUT_FENCE, I7",
    "TAKES_OVER_THE_LIVING, I5",
    "STARTS_WHAT_RUNS, I4",
    "FORGETS_LOST_CLAIMS, L3",
    "FORGETS_CANCELS, I14",
    "HIDES_PENDING, L3",
    "HANDS_NOTHING_ON, L3",
    "NEVER_SETTLES, L3",
    "SHOWS_THE_LIVING_AS_DEAD, L3",
    "REUSES_NAMES, I4"
  })
  void a_server_that_breaks_its_word_is_noticed(Sabotage sabotage, String law) {
    for (long seed = 0; seed < 2_000; seed++) {
      List<String> problems = Simulation.run(seed, sabotage, false).problems();
      if (problems.stream().anyMatch(problem -> problem.startsWith(law + " "))) {
        System.out.printf("%s, seed %d: %s%n", sabotage, seed, problems.getFirst());
        return;
      }
    }
    throw new AssertionError(sabotage + " was not noticed");
  }

  private static void assertNoProblems(List<Result> results) {
    List<Result> broken = results.stream().filter(one -> !one.problems().isEmpty()).toList();
    if (!broken.isEmpty()) {
      Result first = broken.getFirst();
      print(first.seed());
      throw new AssertionError(
          "%d of %d seeds break a law; -Dsimulation.seed=%d: %s"
              .formatted(broken.size(), results.size(), first.seed(), first.problems()));
    }
  }

  private static void print(long seed) {
    System.out.println("The trace of seed " + seed + ":");
    Simulation.run(seed, Sabotage.NONE, true).trace().forEach(System.out::println);
  }
}

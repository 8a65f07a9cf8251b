package io.github.backendexecutor.executor.proof.model;

import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.CANCEL;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.CRASH;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.LOST_ANSWER;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.REDIS_LOSS;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.RETRY;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.STOP;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.SUSPICION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.proof.model.Checker.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Walks through every interleaving of the delivery protocol for one job, two instances and a
/// bounded number of faults, on the real transitions of a job's row. The bounds are the largest
/// that take about a minute altogether and fit in the heap of these tests; all faults at once do
/// not, so each walk has those that can spoil each other's work.
class ModelCheckTest {
  @Test
  void the_laws_hold_for_one_entry_under_two_of_each_fault() {
    holds(Bounds.of(1).with(CRASH, 2).with(SUSPICION, 2).with(REDIS_LOSS, 2).with(LOST_ANSWER, 2));
  }

  @Test
  void the_laws_hold_for_two_entries_of_one_job() {
    Bounds faults = Bounds.of(2).with(SUSPICION, 1).with(REDIS_LOSS, 1);
    holds(faults.with(CRASH, 2));
    holds(faults.with(CRASH, 1).with(LOST_ANSWER, 1));
  }

  /// Two things at once: a run that was lost goes on beside the one that follows it.
  @Test
  void the_laws_hold_for_stops_and_cancels_of_jobs_that_wait() {
    Bounds faults = Bounds.of(1).with(CRASH, 1).with(SUSPICION, 1).with(LOST_ANSWER, 1);
    holds(faults.with(STOP, 1).with(CANCEL, 1).withHands(2).withDelays());
  }

  @Test
  void the_laws_hold_for_each_generation_of_a_job_that_is_retried() {
    Bounds one = Bounds.of(1).with(CANCEL, 1);
    holds(one.with(RETRY, 1).with(CRASH, 1).with(SUSPICION, 1));
    holds(one.with(RETRY, 2).with(LOST_ANSWER, 1).withHands(2));
  }

  private static void holds(Bounds bounds) {
    long start = System.nanoTime();
    Report report = new Checker(bounds, Mutation.NONE).check();
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%s: all laws hold in %,d states, %,d steps; %,d ms%n",
        bounds, report.states(), report.steps(), millis);
    assertThat(report.broken()).as(report.trace()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SAVES_WITHOUT_FENCE, I1_ONE_TERMINAL_RECORD, 5",
    "SETTLES_BEFORE_SAVING, I2_SETTLED_ONLY_AFTER_THE_END, 3",
    "BEGINS_WHAT_HAS_ENDED, I3_NOTHING_STARTS_AFTER_THE_END, 7",
    "TAKES_OVER_WITHOUT_VERDICT, I5_OVERLAP_ONLY_AFTER_A_VERDICT, 4",
    "TAKES_OVER_BY_ENTRY_ONLY, L1_CAN_ALWAYS_FINISH, 4",
    "SETTLES_DUPLICATES_AT_ONCE, I2_SETTLED_ONLY_AFTER_THE_END, 5",
    "REUSES_NAMES, I4_ATTEMPTS_INCREASE, 6",
    "NEVER_SCANS, L1_CAN_ALWAYS_FINISH, 1",
    "TAKES_OVER_BY_OLD_VERDICT, I5_OVERLAP_ONLY_AFTER_A_VERDICT, 6",
    "KNOWS_SAVED_BY_ATTEMPT_ONLY, I2_SETTLED_ONLY_AFTER_THE_END, 7",
    "SCANS_WHAT_IT_HOLDS, I4_ATTEMPTS_INCREASE, 4",
    "BEGINS_CLAIMED_ROWS_AGAIN, I4_ATTEMPTS_INCREASE, 4",
    "IGNORES_TOMBSTONES, I14_NOTHING_STARTS_AFTER_A_CANCEL, 3",
    "NUMBERS_RUNS_ANEW, I4_ATTEMPTS_INCREASE, 6"
  })
  void a_broken_rule_is_caught(Mutation mutation, String law, int steps) {
    Report report = new Checker(enoughFor(mutation), mutation).check();
    System.out.printf("%s breaks %s:%n%s%n", mutation, report.broken(), report.trace());
    assertThat(report.broken()).as(report.trace()).isEqualTo(law);
    assertThat(report.trace().lines()).as(report.trace()).hasSize(steps);
  }

  /// With what catches a mutation, the whole protocol holds.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void it_is_the_broken_rule_that_is_caught(Mutation mutation) {
    Report report = new Checker(enoughFor(mutation), Mutation.NONE).check();
    assertThat(report.broken()).as(report.trace()).isEmpty();
  }

  private static Bounds enoughFor(Mutation mutation) {
    Bounds one = Bounds.of(1);
    return switch (mutation) {
      case NONE, SETTLES_BEFORE_SAVING, TAKES_OVER_WITHOUT_VERDICT -> one;
      case SAVES_WITHOUT_FENCE, NEVER_SCANS -> one.with(LOST_ANSWER, 1);
      case BEGINS_WHAT_HAS_ENDED -> one.with(REDIS_LOSS, 1);
      case TAKES_OVER_BY_ENTRY_ONLY -> one.with(CRASH, 1).with(REDIS_LOSS, 1);
      case SETTLES_DUPLICATES_AT_ONCE -> Bounds.of(2);
      case REUSES_NAMES -> one.with(CRASH, 1);
      case TAKES_OVER_BY_OLD_VERDICT, KNOWS_SAVED_BY_ATTEMPT_ONLY -> one.with(SUSPICION, 1);
      case SCANS_WHAT_IT_HOLDS -> one.withHands(2);
      case BEGINS_CLAIMED_ROWS_AGAIN -> one.withHands(2).withDelays().with(LOST_ANSWER, 1);
      case IGNORES_TOMBSTONES -> one.with(CANCEL, 1);
      case NUMBERS_RUNS_ANEW -> one.with(RETRY, 1);
    };
  }
}

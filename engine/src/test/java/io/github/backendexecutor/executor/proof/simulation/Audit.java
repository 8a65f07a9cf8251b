package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.util.List;
import java.util.function.Supplier;

/// What must be so at the end, when all is well and everybody had time.
final class Audit {
  private final Site site;
  private final Faults faults;
  private final List<Workload.Arriving> arriving;

  Audit(Site site, Faults faults, List<Workload.Arriving> arriving) {
    this.site = site;
    this.faults = faults;
    this.arriving = arriving;
  }

  static boolean isQuiet(Site site) {
    return site.stream().length() == 0
        && rows(site).stream().allMatch(row -> row.state().terminal());
  }

  private static List<JobRecord> rows(Site site) {
    return site.store().jobs(JobHistory.Filter.ANY, 1_000);
  }

  void run() {
    check(site.stream().length() == 0, "L3 nothing stays pending", this::left);
    arriving.forEach(one ->
        check(
            site.store().job(one.delivery().jobId()).isPresent()
                || faults.flushed().contains(one.delivery().jobId()),
            "I10 nothing is lost",
            () -> one.delivery() + " has no row"));
    rows(site).forEach(this::job);
  }

  private String left() {
    return site.stream().length() + " entries are left";
  }

  private void job(JobRecord row) {
    List<AttemptRecord> history = site.store().attempts(row.id());
    check(row.state().terminal(), "L3 every job ends", row::toString);
    check(
        !site.oracle().wasCancelled(row.id()) || row.state() == JobState.CANCELLED,
        "I14 a cancelled job has no other end",
        row::toString);
    check(
        row.connectionId().isEmpty() || faults.entriesWereLost() || site.oracle().wasTold(row.id()),
        "I9 every end is told",
        row::toString);
    counts(row, history);
  }

  private void counts(JobRecord row, List<AttemptRecord> history) {
    long released = outcomes(history, "released");
    Supplier<String> what = () -> row + " " + history;
    check(
        history.stream().map(AttemptRecord::attempt).distinct().count() == history.size(),
        "I1 one record an attempt",
        what);
    check(
        outcomes(history, "completed") == (row.state() == JobState.COMPLETED ? 1 : 0),
        "I1 one terminal record",
        what);
    check(
        row.failures() <= Workload.MAX_ATTEMPTS
            && row.lost() <= Host.MAX_LOST + 1
            && row.attempt() <= 1 + row.failures() + row.lost() + released
            && history.size() <= row.attempt(),
        "I6 counts are bounded",
        what);
  }

  private static long outcomes(List<AttemptRecord> history, String outcome) {
    return history.stream().filter(one -> one.outcome().equals(outcome)).count();
  }

  private void check(boolean holds, String law, Supplier<String> what) {
    site.oracle().check(holds, law, what);
  }
}

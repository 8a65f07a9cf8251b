package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static io.github.backendexecutor.executor.testing.Jobs.bury;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static io.github.backendexecutor.executor.testing.Jobs.notBefore;
import static io.github.backendexecutor.executor.testing.Jobs.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.ErrorKey;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What lists and counters show of what was done through a store.
public abstract class ListsContract extends JobHistoryContract {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Job job(String id, Role role, String workflow, String task) {
    return new Job(
        new JobId(id), workflow, "c", role, task, new JsonText("1"), JobTerms.NONE, Map.of());
  }

  /// Jobs in all states, of two roles and some workflows, two made at the same time each.
  private void makeJobs() {
    for (int i = 0; i < 28; i++) {
      Role role = i % 3 == 0 ? MANAGER : AGENT;
      String workflow = List.of("w1", "", "w2", "w1").get(i % 4);
      Job job = job("J" + i / 2 + "-" + i, role, workflow, "Task " + i);
      if (i % 7 == 0) {
        mine.begin(delivery(notBefore(job, clock.now().plusSeconds(3_600))));
      } else {
        Run run = started((i % 2 == 0 ? mine : theirs).begin(delivery(job)));
        end(i, run);
      }
      clock.advance(Duration.ofMillis(i % 2));
    }
    canceller().cancel(new JobId("J0-0"));
  }

  private void end(int i, Run run) {
    var store = i % 2 == 0 ? mine : theirs;
    switch (i % 7) {
      case 1 -> store.finish(done(run, "1", clock.now()));
      case 2 -> store.finish(bury(run, "Boom 100% at " + i, clock.now()));
      case 3 -> store.finish(retry(run, Duration.ofHours(1), "late_" + i, clock.now()));
      case 4 -> store.finish(Jobs.release(run, clock.now()));
      case 5 -> store.finish(bury(run, "no such 'file" + i + "'", clock.now()));
      default -> {}
    }
  }

  private List<String> all(JobFilter filter, int limit) {
    List<String> ids = new ArrayList<>();
    Page<JobLine> page = desk.lists().jobs(filter, null, limit);
    while (true) {
      page.items().forEach(line -> ids.add(line.id().value()));
      assertThat(page.items().size()).isLessThanOrEqualTo(limit);
      Place next = page.next();
      if (next == null) {
        return ids;
      }
      page = desk.lists().jobs(filter, Place.parse(next.text()), limit);
    }
  }

  @Test
  void jobs_are_listed_newest_first_in_pages_without_a_gap_or_a_repeat() {
    makeJobs();

    List<String> expected =
        history.jobs(JobHistory.Filter.ANY, 99).stream()
            .sorted(
                Comparator.comparing(JobRecord::createdAt)
                    .thenComparing(row -> row.id().value())
                    .reversed())
            .map(row -> row.id().value())
            .toList();
    assertThat(expected).hasSize(28);
    for (int limit : List.of(1, 3, 27, 28, 29)) {
      assertThat(all(JobFilter.ANY, limit)).isEqualTo(expected);
    }
  }

  @Test
  void a_line_says_what_the_row_says() {
    Job plain = job("a", AGENT, "w", "x".repeat(400));
    Job child =
        new Job(
            plain.id(),
            "w",
            "c",
            AGENT,
            plain.task(),
            plain.payload(),
            JobTerms.NONE,
            Map.of(JobLine.PARENT_ID, "parent/1"));
    Run run = started(mine.begin(delivery(child)));
    clock.advance(MINUTE);
    mine.finish(bury(run, "no " + "y".repeat(400), clock.now()));

    JobLine line = desk.lists().jobs(JobFilter.ANY, null, 9).items().getFirst();

    JobRecord row = row("a");
    assertThat(line.task()).hasSize(JobLine.MAX_TEXT).endsWith("…");
    assertThat(line.error()).hasSize(JobLine.MAX_TEXT).startsWith("no yyy");
    assertThat(line.parentId()).isEqualTo("parent/1");
    assertThat(line.state()).isEqualTo(JobState.FAILED);
    assertThat(line.generation()).isEqualTo(1);
    assertThat(line.attempt()).isEqualTo(1);
    assertThat(line.failures()).isEqualTo(1);
    assertThat(line.createdAt()).isEqualTo(row.createdAt());
    assertThat(line.startedAt()).isEqualTo(row.startedAt());
    assertThat(line.finishedAt()).isEqualTo(row.finishedAt());
    assertThat(line.nextRunAt()).isNull();
  }

  @Test
  void every_filter_finds_what_a_look_at_each_job_finds() {
    makeJobs();
    List<JobRecord> rows = history.jobs(JobHistory.Filter.ANY, 99);
    Instant middle = rows.get(14).createdAt();
    Set<Set<JobState>> states =
        Set.of(
            Set.of(),
            Set.of(JobState.FAILED),
            Set.of(JobState.RUNNING, JobState.CANCELLED),
            Set.of(JobState.READY, JobState.RETRY_WAIT, JobState.SCHEDULED, JobState.COMPLETED));
    String key = ErrorKey.of("Boom 100% at 2");
    for (Set<JobState> some : states) {
      for (Role role : new Role[] {null, AGENT, MANAGER}) {
        for (String workflow : new String[] {null, "w1", ""}) {
          for (String errorKey : new String[] {null, key}) {
            for (String text : new String[] {null, "0% AT", "task", "_"}) {
              check(rows, new JobFilter(role, some, workflow, null, null, text, errorKey));
            }
            check(rows, new JobFilter(role, some, workflow, middle, null, null, errorKey));
            check(rows, new JobFilter(role, some, workflow, null, middle, null, errorKey));
          }
        }
      }
    }
  }

  private void check(List<JobRecord> rows, JobFilter filter) {
    List<String> expected =
        rows.stream()
            .filter(row -> fits(row, filter))
            .sorted(
                Comparator.comparing(JobRecord::createdAt)
                    .thenComparing(row -> row.id().value())
                    .reversed())
            .map(row -> row.id().value())
            .toList();
    assertThat(all(filter, 5)).as("%s", filter).isEqualTo(expected);
  }

  private static boolean fits(JobRecord row, JobFilter filter) {
    String error = row.error();
    String text = filter.text();
    String key = row.state() == JobState.FAILED && error != null ? ErrorKey.of(error) : null;
    return (filter.role() == null || row.role().equals(filter.role()))
        && (filter.states().isEmpty() || filter.states().contains(row.state()))
        && (filter.workflowId() == null || row.workflowId().equals(filter.workflowId()))
        && (filter.from() == null || !row.createdAt().isBefore(filter.from()))
        && (filter.to() == null || row.createdAt().isBefore(filter.to()))
        && (filter.errorKey() == null || filter.errorKey().equals(key))
        && (text == null
            || Stream.of(row.id().value(), row.task(), error == null ? "" : error)
                .anyMatch(
                    one -> one.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))));
  }

  @Test
  void a_text_finds_ids_that_begin_with_it_first_and_once() {
    makeJobs();

    JobFilter filter = new JobFilter(null, Set.of(), null, null, null, "J1", null);
    List<String> ids = all(filter, 4);

    assertThat(ids).hasSize(new HashSet<>(ids).size());
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            history.jobs(JobHistory.Filter.ANY, 99).stream()
                .map(row -> row.id().value())
                .filter(id -> id.startsWith("J1"))
                .toList());
    JobFilter exact = new JobFilter(null, Set.of(), null, null, null, "J0-1", null);
    assertThat(desk.lists().jobs(exact, null, 1).items())
        .extracting(line -> line.id().value())
        .containsExactly("J0-1");
  }

  @Test
  void odd_text_finds_nothing_and_breaks_nothing() {
    makeJobs();
    for (String odd : List.of("\0", "\ud800", "'; DROP TABLE job; --", "x".repeat(100_000), "\\")) {
      JobFilter filter = new JobFilter(null, Set.of(), odd, null, null, odd, odd);
      assertThat(all(filter, 5)).isEmpty();
      assertThat(all(new JobFilter(AGENT, Set.of(), null, null, null, odd, null), 5)).isEmpty();
      assertThat(desk.lists().workflow(odd)).isEmpty();
      Place place = new Place(clock.now().plusSeconds(9), odd);
      assertThat(desk.lists().workflows(place, 9).items()).hasSize(2);
      assertThat(desk.lists().jobs(JobFilter.ANY, place, 99).items()).hasSize(28);
    }
  }

  @Test
  void workflows_are_listed_newest_first_with_their_counts_and_jobs() {
    makeJobs();
    clock.advance(MINUTE);
    Job parent = job("p", MANAGER, "w3", "");
    mine.finish(done(started(mine.begin(delivery(parent))), "1", clock.now()));

    Page<WorkflowLine> first = desk.lists().workflows(null, 1);
    Page<WorkflowLine> rest = desk.lists().workflows(first.next(), 9);

    assertThat(first.items())
        .containsExactly(
            new WorkflowLine("w3", Map.of(JobState.COMPLETED, 1), false, clock.now(), clock.now()));
    assertThat(first.items().getFirst().state()).isEqualTo(JobState.COMPLETED);
    assertThat(rest.items()).extracting(WorkflowLine::id).containsExactly("w2", "w1");
    assertThat(rest.next()).isNull();
    assertThat(rest.items().getLast().state()).isEqualTo(JobState.RUNNING);
    Workflow w1 = desk.lists().workflow("w1").orElseThrow();
    assertThat(w1.line()).isEqualTo(rest.items().getLast());
    assertThat(w1.line().jobs()).isEqualTo(14);
    assertThat(w1.jobs()).hasSize(14).isSortedAccordingTo(Comparator.comparing(JobLine::createdAt));
    assertThat(desk.lists().workflow("none")).isEmpty();
    assertThat(desk.lists().workflow("")).isEmpty();
  }

  @Test
  void counters_are_as_the_rows_are() {
    makeJobs();

    Map<Role, Map<JobState, Long>> counted = new java.util.TreeMap<>();
    for (JobRecord row : history.jobs(JobHistory.Filter.ANY, 99)) {
      counted
          .computeIfAbsent(row.role(), _ -> new java.util.EnumMap<>(JobState.class))
          .merge(row.state(), 1L, Long::sum);
    }
    assertThat(desk.counts().standing()).isEqualTo(counted);
    desk.housekeeping().fold(10);
    assertThat(desk.counts().standing()).isEqualTo(counted);
    desk.housekeeping().fold(9_999);
    assertThat(desk.counts().standing()).isEqualTo(counted);
  }

  @Test
  void what_ended_is_counted_by_minute_and_by_hour() {
    Instant start = clock.now();
    for (int i = 0; i < 3; i++) {
      Run run = started(mine.begin(delivery(job("a" + i, AGENT, "", ""))));
      clock.advance(MINUTE);
      mine.finish(done(run, "1", clock.now()));
    }
    mine.finish(bury(started(mine.begin(delivery(job("m", MANAGER, "", "")))), "no", clock.now()));
    Instant end = clock.now().plusSeconds(1);

    List<EndedCount> minutes = desk.counts().ended(start, end, MINUTE, null);
    assertThat(minutes).extracting(EndedCount::count).containsOnly(1L).hasSize(4);
    assertThat(desk.counts().ended(start, end, MINUTE, AGENT))
        .hasSize(3)
        .allMatch(one -> one.runMillis() == 60_000 && one.at().toEpochMilli() % 60_000 == 0);
    List<EndedCount> hours =
        desk.counts().ended(start.minusSeconds(7_200), end, Duration.ofHours(24), AGENT);
    assertThat(hours.stream().mapToLong(EndedCount::count).sum()).isEqualTo(3);
    assertThat(desk.counts().ended(end.plusSeconds(3_600), end.plusSeconds(7_200), MINUTE, null))
        .isEmpty();
  }

  @Test
  void the_longest_wait_is_that_of_the_first_due_row() {
    Instant due = clock.now().plusSeconds(5);
    mine.begin(delivery(notBefore(job("a", AGENT, "", ""), due)));
    mine.begin(delivery(notBefore(job("b", AGENT, "", ""), due.plusSeconds(1))));
    assertThat(desk.counts().oldestWaiting()).isEmpty();

    clock.advance(Duration.ofSeconds(30));

    assertThat(desk.counts().oldestWaiting()).isEqualTo(Map.of(AGENT, due));
  }

  @Test
  void failures_are_grouped_by_what_their_errors_have_in_common() {
    for (int i = 0; i < 3; i++) {
      mine.finish(
          bury(
              started(mine.begin(delivery(job("a" + i, AGENT, "", "")))),
              "HTTP 50" + i + " from '" + i + "'",
              clock.now()));
      clock.advance(MINUTE);
    }
    mine.finish(bury(started(mine.begin(delivery(job("x", AGENT, "", "")))), "other", clock.now()));
    mine.begin(Jobs.unreadable("bad"));

    List<FailureGroup> groups = desk.counts().failures(null, 9);

    assertThat(groups).hasSize(3);
    FailureGroup http = groups.getFirst();
    assertThat(http.errorKey()).isEqualTo("HTTP # from '…'");
    assertThat(http.count()).isEqualTo(3);
    assertThat(http.example()).isEqualTo("HTTP 502 from '2'");
    assertThat(http.lastJob()).isEqualTo(new JobId("a2"));
    assertThat(http.role()).isEqualTo(AGENT);
    assertThat(desk.counts().failures(null, 1)).containsExactly(http);
    assertThat(desk.counts().failures(MANAGER, 9)).isEmpty();
  }
}

package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.Housekeeping.Leftover;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events as two instances write them into a real database, each with connections of its own.
abstract class JobEventsCase {
  private static final Role AGENT = new Role("agent");
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId OTHER = new InstanceId("other");
  private final ManualClock clock = new ManualClock();
  private final List<AutoCloseable> opened = new ArrayList<>();
  @TempDir private Path folder;
  private Database database;
  private Database second;
  private JdbcJobStore store;
  private JdbcJobStore others;
  private JobEvents events;
  private int entries;

  /// Connections to the same database each time.
  abstract Database open();

  @BeforeEach
  void start() {
    database = opened(open());
    database.migrate();
    second = opened(open());
    store = opened(database.store(ME, clock, folder.resolve("spool")));
    others = opened(second.store(OTHER, clock));
    events = database.events();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void the_events_of_a_job_that_failed_once_and_completed() {
    Run first = begin(store, job("j", "w", "c"));
    retry(store, first);
    Run second = store.due(AGENT, 1).getFirst();
    complete(store, second, "7");
    assertThat(ids(new Feed.OfJob("j"), 0))
        .containsExactly("j:1:started", "j:1:retrying", "j:2:started", "j:2:completed");
    assertThat(ids(new Feed.OfWorkflow("w"), 2)).containsExactly("j:2:started", "j:2:completed");
    NumberedEvent end = events.after(new Feed.OfJob("j"), 3, 10).getFirst();
    assertThat(end.event()).isEqualTo(JobEvent.of(ending(second, new Verdict.Done(json("7")))));
    NumberedEvent retried = events.after(new Feed.OfJob("j"), 1, 1).getFirst();
    assertThat(retried.event().error()).isEqualTo("not yet");
    assertThat(events.numberOf("j:1:retrying", new Feed.OfWorkflow("w"))).isEqualTo(2);
    assertThat(events.numberOf("j:1:retrying", new Feed.OfWorkflow("v"))).isZero();
    assertThat(events.numberOf("no id", new Feed.OfJob("j"))).isZero();
  }

  @Test
  void an_event_that_is_told_has_its_numbers_whoever_tells_it() {
    Run run = begin(store, job("j", "w", ""));
    Run next = begin(others, job("k", "w", ""));
    assertThat(events.number(JobEvent.started(run))).isEqualTo(new EventNumber(1, 1));
    assertThat(second.events().number(JobEvent.started(next))).isEqualTo(new EventNumber(1, 2));
    assertThat(events.number(JobEvent.started(next))).isEqualTo(new EventNumber(1, 2));
    assertThat(events.number(JobEvent.started(run))).isEqualTo(new EventNumber(1, 1));
  }

  @Test
  void a_job_without_a_workflow_is_counted_by_itself() {
    Run run = begin(store, job("j", "", "c"));
    complete(store, run, "1");
    assertThat(events.number(JobEvent.started(run))).isEqualTo(new EventNumber(1, 0));
    assertThat(events.number(JobEvent.started(run)).seq()).isEqualTo(1);
    assertThat(ids(new Feed.OfJob("j"), 0)).containsExactly("j:1:started", "j:1:completed");
    assertThat(ids(new Feed.OfWorkflow(""), 0)).isEmpty();
  }

  @Test
  void a_plain_job_leaves_nothing() {
    Run run = begin(store, job("j", "", ""));
    complete(store, run, "1");
    assertThat(events.number(JobEvent.started(run))).isEqualTo(EventNumber.NONE);
    assertThat(rows("SELECT job_id FROM job_event")).isEmpty();
    assertThat(rows("SELECT workflow_id FROM event_counter")).isEmpty();
  }

  @Test
  void a_user_or_a_group_is_somebody_who_waits() {
    Map<String, String> fields = Map.of(JobEvent.USER_ID, "ann");
    begin(store, new Job(new JobId("j"), "", "", AGENT, "", json("1"), JobTerms.NONE, fields));
    NumberedEvent event = events.after(new Feed.OfJob("j"), 0, 1).getFirst();
    assertThat(event.event().userId()).isEqualTo("ann");
  }

  @Test
  void a_cancelled_job_that_waited_and_one_that_came_later() {
    Run run = begin(store, job("j", "w", ""));
    retry(store, run);
    database.canceller(clock).cancel(new JobId("j"));
    database.canceller(clock).cancel(new JobId("late"));
    store.begin(new Delivery.Readable(entry(), job("late", "w", "")));
    store.begin(new Delivery.Readable(entry(), job("late", "w", "")));
    assertThat(ids(new Feed.OfWorkflow("w"), 0))
        .containsExactly("j:1:started", "j:1:retrying", "j:1:completed", "late:0:completed");
    assertThat(ids(new Feed.OfJob("late"), 0)).containsExactly("late:0:completed");
  }

  @Test
  void a_job_that_was_cancelled_while_it_ran_ends_so_in_its_events() {
    Run run = begin(store, job("j", "w", ""));
    database.canceller(clock).cancel(new JobId("j"));
    assertThat(finish(store, ending(run, new Verdict.Done(json("1")))))
        .isEqualTo(Saved.AS_CANCELLED);
    NumberedEvent end = events.after(new Feed.OfJob("j"), 1, 9).getFirst();
    assertThat(end.event().status().word()).isEqualTo("cancelled");
  }

  @Test
  void of_two_ends_with_one_id_the_first_is_taken_for_heard() {
    complete(store, begin(store, job("j", "w", "")), "1");
    database.operator(clock).retry(new JobId("j"), null, new Actor("somebody"));
    database.canceller(clock).cancel(new JobId("j"));
    assertThat(ids(new Feed.OfJob("j"), 0))
        .containsExactly("j:1:started", "j:1:completed", "j:1:completed");
    assertThat(events.numberOf("j:1:completed", new Feed.OfJob("j"))).isEqualTo(2);
    assertThat(events.numberOf("j:1:completed", new Feed.OfWorkflow("w"))).isEqualTo(2);
  }

  @Test
  void an_entry_that_can_never_run_has_one_event() {
    store.begin(
        new Delivery.Unreadable(entry(), AGENT, new JobId("j"), "w", "c", "broken", json("{}")));
    NumberedEvent end = events.after(new Feed.OfWorkflow("w"), 0, 9).getFirst();
    assertThat(end.event().eventId()).isEqualTo("j:0:completed");
    assertThat(end.event().error()).isEqualTo("broken");
  }

  @Test
  void a_job_whose_executor_died_too_often() {
    Membership membership = second.membership(OTHER, clock);
    membership.beat();
    begin(others, job("j", "w", ""));
    begin(others, job("k", "", ""));
    database.ownership(ME, clock).takeOver(new Gone(OTHER, 1), AGENT, 0, 10);
    membership.leave();
    assertThat(ids(new Feed.OfWorkflow("w"), 0)).containsExactly("j:1:started", "j:1:completed");
    assertThat(rows("SELECT job_id FROM job_event WHERE job_id = 'k'")).isEmpty();
  }

  @Test
  void a_released_job_has_no_event_of_it() {
    Run run = begin(store, job("j", "w", ""));
    finish(store, ending(run, new Verdict.Release()));
    store.due(AGENT, 1);
    assertThat(ids(new Feed.OfJob("j"), 0)).containsExactly("j:1:started", "j:2:started");
  }

  @Test
  void an_ending_that_waited_on_the_disk_has_its_event_when_it_is_saved() throws Exception {
    Run run = begin(store, job("j", "w", ""));
    store.keep(ending(run, new Verdict.Done(json("1"))));
    assertThat(ids(new Feed.OfJob("j"), 0)).containsExactly("j:1:started");
    store.due(AGENT, 1);
    assertThat(ids(new Feed.OfJob("j"), 0)).containsExactly("j:1:started", "j:1:completed");
  }

  @Test
  void a_repeated_ending_or_entry_has_no_second_event() {
    Delivery entry = new Delivery.Readable(entry(), job("j", "w", ""));
    Run run = ((Begun.Started) store.begin(entry)).run();
    store.begin(entry);
    Ending end = ending(run, new Verdict.Done(json("1")));
    finish(store, end);
    finish(store, end);
    finish(others, end);
    assertThat(ids(new Feed.OfWorkflow("w"), 0)).containsExactly("j:1:started", "j:1:completed");
  }

  @Test
  void old_events_go_but_not_those_of_jobs_that_have_not_ended() {
    complete(store, begin(store, job("ended", "w", "")), "1");
    begin(store, job("runs", "w", ""));
    clock.advance(Duration.ofDays(1));
    Housekeeping housekeeping = database.housekeeping(clock);
    assertThat(housekeeping.remove(Leftover.EVENTS, clock.now(), 1)).isEqualTo(1);
    assertThat(housekeeping.remove(Leftover.EVENTS, clock.now(), 10)).isEqualTo(1);
    assertThat(housekeeping.remove(Leftover.EVENTS, clock.now(), 10)).isZero();
    assertThat(ids(new Feed.OfWorkflow("w"), 0)).containsExactly("runs:1:started");
    complete(store, begin(store, job("later", "w", "")), "1");
    assertThat(events.numberOf("later:1:completed", new Feed.OfWorkflow("w"))).isEqualTo(5);
  }

  @Test
  void a_removed_job_takes_its_events_and_its_workflow_s_counter_with_it() {
    complete(store, begin(store, job("j", "w", "c")), "1");
    clock.advance(Duration.ofDays(1));
    assertThat(database.housekeeping(clock).remove(JobState.COMPLETED, clock.now(), 10)).isOne();
    assertThat(rows("SELECT job_id FROM job_event")).isEmpty();
    assertThat(rows("SELECT workflow_id FROM event_counter")).isEmpty();
  }

  @Test
  void all_who_ask_for_the_secret_of_the_hubs_are_given_the_same() {
    assertThat(database.hubSecret()).hasSize(44).isEqualTo(second.hubSecret());
  }

  @Test
  void large_results_are_left_out_of_a_long_answer_and_a_later_run_hides_an_earlier_result() {
    String large = "\"" + "x".repeat(900_000) + "\"";
    for (String id : List.of("a", "b", "c")) {
      complete(store, begin(store, job(id, "w", "")), large);
    }
    List<NumberedEvent> all = events.after(new Feed.OfWorkflow("w"), 0, 100);
    assertThat(all.stream().map(one -> one.event().output() != null))
        .containsExactly(false, true, false, true, false, false);
    assertThat(events.after(new Feed.OfWorkflow("w"), 5, 100).getFirst().event().output())
        .isNotNull();
  }

  @Test
  void numbers_have_no_gap_and_a_reader_never_sees_one_before_those_below_it() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> reader = threads.submit(() -> readUntil(over));
      List<Callable<Void>> work =
          IntStream.range(0, 400)
              .mapToObj(i -> (Callable<Void>) () -> runOne(i % 2 == 0 ? store : others, i))
              .toList();
      for (Future<Void> one : threads.invokeAll(work)) {
        one.get();
      }
      over.set(true);
      assertThat(reader.get()).isPositive();
    }
    long all = 0;
    for (int workflow = 0; workflow < 3; workflow++) {
      List<NumberedEvent> told = events.after(new Feed.OfWorkflow("w" + workflow), 0, 10_000);
      assertThat(told.stream().map(one -> one.number().inWorkflow()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, told.size()).boxed().toList());
      all += told.size();
    }
    assertThat(all).isEqualTo(800);
  }

  private @Nullable Void runOne(JdbcJobStore by, int i) {
    Run run = begin(by, job("j" + i, "w" + i % 3, ""));
    complete(by, run, "1");
    return null;
  }

  /// Reads on from what it has read, as a follower does, and finds no hole. Answers how often.
  private long readUntil(AtomicBoolean over) {
    long reads = 0;
    long seen = 0;
    while (!over.get()) {
      for (NumberedEvent event : second.events().after(new Feed.OfWorkflow("w1"), seen, 1_000)) {
        assertThat(event.number().inWorkflow()).isEqualTo(seen + 1);
        seen++;
      }
      reads++;
    }
    return reads;
  }

  private Run begin(JdbcJobStore by, Job job) {
    return ((Begun.Started) by.begin(new Delivery.Readable(entry(), job))).run();
  }

  private synchronized Entry entry() {
    return new Entry("jobs:agent", ++entries + "-0");
  }

  private static Job job(String id, String workflow, String connection) {
    return new Job(
        new JobId(id), workflow, connection, AGENT, "", json("1"), JobTerms.NONE, Map.of());
  }

  private static JsonText json(String text) {
    return new JsonText(text);
  }

  private void retry(JdbcJobStore by, Run run) {
    finish(by, ending(run, new Verdict.Retry(Duration.ZERO, "not yet")));
  }

  private void complete(JdbcJobStore by, Run run, String output) {
    finish(by, ending(run, new Verdict.Done(json(output))));
  }

  private static Saved finish(JdbcJobStore by, Ending ending) {
    return by.finish(ending);
  }

  private Ending ending(Run run, Verdict verdict) {
    return new Ending(run, new Outcome.Interrupted(), verdict, clock.now(), "");
  }

  private List<String> ids(Feed feed, long after) {
    return events.after(feed, after, 100).stream().map(one -> one.event().eventId()).toList();
  }

  private List<Map<String, String>> rows(String sql) {
    return database.exam().ask(sql, 100);
  }

  private <A extends AutoCloseable> A opened(A resource) {
    opened.add(resource);
    return resource;
  }
}

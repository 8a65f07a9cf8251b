package io.github.backendexecutor.executor;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;
import io.github.backendexecutor.executor.spi.World;
import io.github.backendexecutor.executor.testing.AroundStore;
import io.github.backendexecutor.executor.testing.InMemoryInstances;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.InMemoryJobStream;
import io.github.backendexecutor.executor.testing.InMemoryMembership;
import io.github.backendexecutor.executor.testing.InMemoryNudges;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.RecordingNotifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole engine on the in-memory fakes.
@Timeout(90)
class ExecutorTest {
  private static final InstanceId ME = new InstanceId("me");

  private final SystemClock clock = new SystemClock();
  private final InMemoryJobStore store = new InMemoryJobStore(ME, clock);
  private final InMemoryJobStream stream = new InMemoryJobStream(ME);
  private final InMemoryInstances redis = InMemoryInstances.ofRedis();
  private final InMemoryNudges nudges = new InMemoryNudges();
  private final RecordingNotifier bell = new RecordingNotifier();
  private final List<Executor> started = new ArrayList<>();
  private Duration timeout = Duration.ofMinutes(1);
  private Duration grace = Duration.ofMillis(50);
  private Limits limits = limits(0, 0, 0);

  @AfterEach
  void stopWithoutWaiting() {
    Thread.startVirtualThread(() -> {
      started.forEach(Executor::stop);
      clock.close();
    });
  }

  @Test
  void a_job_goes_from_its_stream_to_its_saved_result() {
    start(
        (job, context) -> "{\"did\":\"" + job.task() + "\",\"attempt\":" + context.attempt() + "}");
    stream.add(Jobs.job("a"));
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(String.valueOf(job.output())).isEqualTo("{\"did\":\"do it\",\"attempt\":1}");
    await().until(() -> stream.length() == 0);
    assertThat(bell.events(new JobId("a")))
        .extracting(JobEvent::kind)
        .containsExactly(JobEvent.Kind.STARTED, JobEvent.Kind.COMPLETED);
  }

  @Test
  void a_failed_job_runs_again_and_its_entry_stays_pending_until_it_has_ended() {
    start((_, context) -> {
      if (context.attempt() < 3) {
        assertThat(stream.pending()).hasSize(1);
        throw new IllegalStateException("not yet " + context.attempt());
      }
      return "\"third time lucky\"";
    });
    stream.add(Jobs.job("a"));
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.failures()).isEqualTo(2);
    assertThat(store.attempts(job.id()))
        .extracting(AttemptRecord::outcome)
        .containsExactly("failed", "failed", "completed");
    await().until(() -> stream.length() == 0);
    // each run is told of on its own thread, so the next run may be quicker: numbers say the order
    await()
        .untilAsserted(() ->
            assertThat(bell.events(job.id()))
                .extracting(JobEvent::kind)
                .containsExactlyInAnyOrder(
                    JobEvent.Kind.STARTED,
                    JobEvent.Kind.RETRYING,
                    JobEvent.Kind.STARTED,
                    JobEvent.Kind.RETRYING,
                    JobEvent.Kind.STARTED,
                    JobEvent.Kind.COMPLETED));
  }

  @Test
  void attempts_end_at_the_jobs_own_number_or_when_the_runner_says_so() {
    AtomicInteger runs = new AtomicInteger();
    start((job, _) -> {
      runs.incrementAndGet();
      throw job.task().equals("never") ? RunFailed.permanent("no") : RunFailed.retryable("boom");
    });
    stream.add(Jobs.with(Jobs.job("twice"), new JobTerms(null, null, 2, 0, null)));
    assertThat(ended("twice").error()).isEqualTo("boom");
    assertThat(runs.getAndSet(0)).isEqualTo(2);
    Job job = Jobs.job("never");
    stream.add(new Job(job.id(), "", "", AGENT, "never", job.payload(), JobTerms.NONE, Map.of()));
    assertThat(ended("never").error()).isEqualTo("no");
    assertThat(runs.get()).isEqualTo(1);
    await().until(() -> stream.length() == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{\"open\":",
        "1 2",
        "null-reference",
        "error",
        "huge",
        "sly",
        "lone \ud83d"
      })
  void whatever_a_runner_does_ends_as_a_failed_attempt_with_a_clear_error(String output) {
    start((_, _) ->
        switch (output) {
          case "null-reference" -> nothing();
          case "error" -> throw new StackOverflowError("deep");
          case "sly" -> throw new SlyException();
          case "huge" -> "\"" + "x".repeat(2_000_000) + "\"";
          default -> output;
        });
    stream.add(Jobs.with(Jobs.job("a"), new JobTerms(null, null, 1, 0, null)));
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).matches("(?s).{8,400}");
    awaitIdle();
  }

  @Test
  void a_run_over_its_time_is_interrupted_and_fails() {
    timeout = Duration.ofMillis(50);
    start((_, _) -> {
      new CountDownLatch(1).await();
      return "1";
    });
    stream.add(Jobs.with(Jobs.job("a"), new JobTerms(null, null, 1, 0, null)));
    assertThat(ended("a").error()).isEqualTo("timed out after 50 ms");
    awaitIdle();
  }

  @Test
  void a_job_may_bring_its_own_timeout() {
    start((_, _) -> {
      new CountDownLatch(1).await();
      return "1";
    });
    stream.add(Jobs.with(Jobs.job("a"), new JobTerms(null, Duration.ofMillis(70), 1, 0, null)));
    assertThat(ended("a").error()).isEqualTo("timed out after 70 ms");
  }

  @Test
  void limits_hold_and_all_roles_flow() {
    limits = limits(4, 3, 0);
    Map<Role, AtomicInteger> running =
        Map.of(AGENT, new AtomicInteger(), MANAGER, new AtomicInteger());
    AtomicInteger all = new AtomicInteger();
    AtomicInteger tooMany = new AtomicInteger();
    start((job, _) -> {
      AtomicInteger mine = java.util.Objects.requireNonNull(running.get(job.role()));
      boolean over = all.incrementAndGet() > 4;
      over |= mine.incrementAndGet() > (job.role().equals(AGENT) ? 3 : 4);
      tooMany.addAndGet(over ? 1 : 0);
      clock.sleep(Duration.ofMillis(1));
      mine.decrementAndGet();
      all.decrementAndGet();
      return "1";
    });
    for (int i = 0; i < 200; i++) {
      stream.add(Jobs.with(Jobs.job("j" + i), i % 2 == 0 ? AGENT : MANAGER));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> stream.length() == 0);
    assertThat(tooMany.get()).isZero();
    awaitIdle();
  }

  @Test
  void with_one_slot_in_all_an_idle_role_does_not_stop_another() {
    limits = limits(1, 0, 0);
    start((_, _) -> "1");
    for (int i = 0; i < 20; i++) {
      stream.add(Jobs.job("j" + i));
    }
    await().until(() -> stream.length() == 0);
    stream.add(Jobs.with(Jobs.job("m"), MANAGER));
    assertThat(ended("m").state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_bell_that_breaks_keeps_no_slot() {
    limits = limits(1, 0, 0);
    bell.breakOnce();
    start((_, _) -> "1");
    stream.add(Jobs.job("a"));
    assertThat(ended("a").state()).isEqualTo(JobState.COMPLETED);
    stream.add(Jobs.job("b"));
    assertThat(ended("b").state()).isEqualTo(JobState.COMPLETED);
    assertThat(bell.ends(new JobId("a"))).isEmpty();
  }

  @Test
  void a_job_with_a_time_waits_for_it_and_then_runs() {
    Instant at = clock.now().plusMillis(400);
    start((_, _) -> "1");
    stream.add(Jobs.notBefore(Jobs.job("later"), at));
    await().until(() -> store.job(new JobId("later")).isPresent());
    assertThat(store.job(new JobId("later")).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
    assertThat(ended("later").startedAt()).isAfterOrEqualTo(at.minusMillis(1));
    await().until(() -> stream.length() == 0);
  }

  @Test
  void the_database_going_away_loses_no_result_and_runs_nothing_twice() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Executor executor =
        start((_, _) -> {
          runs.incrementAndGet();
          inside.countDown();
          go.await();
          return "\"kept\"";
        });
    stream.add(Jobs.job("a"));
    inside.await();
    store.goDown();
    go.countDown();
    await().until(() -> !executor.snapshot().ready());
    stream.add(Jobs.job("b"));
    store.comeBack();
    assertThat(String.valueOf(ended("a").output())).isEqualTo("\"kept\"");
    ended("b");
    assertThat(runs.get()).isEqualTo(2);
    await().until(() -> executor.snapshot().ready());
    await().until(() -> stream.length() == 0);
  }

  @Test
  void answers_that_get_lost_do_not_run_a_job_again() {
    AtomicInteger runs = new AtomicInteger();
    store.loseNextAnswer();
    start((_, _) -> {
      store.loseNextAnswer();
      return "" + runs.incrementAndGet();
    });
    stream.add(Jobs.job("a"));
    // the store is asked only then: whoever asks before may meet the loss in the executor's place
    await().atMost(Duration.ofSeconds(30)).until(() -> stream.length() == 0);
    ended("a");
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void redis_going_away_costs_nothing_but_patience() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    limits = limits(1, 1, 1);
    Executor executor =
        start((_, _) -> {
          inside.countDown();
          go.await();
          return "1";
        });
    stream.add(Jobs.job("a"));
    inside.await();
    stream.goDown();
    go.countDown();
    ended("a");
    await().until(() -> executor.snapshot().streamAway());
    await("the slot does not wait for Redis")
        .until(() -> executor.snapshot().taken().getOrDefault(AGENT, 1) == 0);
    stream.comeBack();
    await().until(() -> stream.length() == 0);
  }

  @Test
  void of_entries_that_are_read_together_only_the_one_that_the_database_refuses_fails() {
    for (int i = 0; i < 9; i++) {
      stream.add(i == 4 ? Jobs.job("bad", "\"poison\"") : Jobs.job("good-" + i));
    }
    startWherePoisonIsRefused((_, _) -> "1");

    assertThat(ended("bad").error()).isEqualTo("the database refused it: refused");
    for (int i = 0; i < 9; i++) {
      if (i != 4) {
        assertThat(ended("good-" + i).state()).isEqualTo(JobState.COMPLETED);
        assertThat(ended("good-" + i).attempt()).isEqualTo(1);
      }
    }
    await().until(() -> stream.length() == 0);
  }

  @Test
  void a_result_that_the_database_refuses_fails_the_job_and_says_so() {
    startWherePoisonIsRefused((_, _) -> "\"poison\"");
    stream.add(Jobs.job("a"));
    assertThat(ended("a"))
        .returns(JobState.FAILED, JobRecord::state)
        .returns("the result could not be saved: refused", JobRecord::error);
    await().until(() -> stream.length() == 0);
    assertThat(bell.ends(new JobId("a"))).hasSize(1);
  }

  @Test
  void an_id_that_comes_again_runs_once() {
    AtomicInteger runs = new AtomicInteger();
    start((_, _) -> "" + runs.incrementAndGet());
    stream.add(Jobs.job("same"));
    ended("same");
    await().until(() -> stream.length() == 0);
    stream.add(Jobs.job("same"));
    await().until(() -> stream.length() == 0);
    assertThat(bell.ends(new JobId("same")))
        .hasSize(2)
        .extracting(JobEvent::eventId)
        .containsOnly("same:1:completed");
    stream.add(Jobs.job("same", "{\"other\":true}"));
    await().until(() -> stream.length() == 0);
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void an_entry_that_is_delivered_again_while_its_job_runs_does_not_run_twice() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    start((_, _) -> {
      inside.countDown();
      int run = runs.incrementAndGet();
      go.await();
      return "" + run;
    });
    stream.add(Jobs.job("fresh"));
    stream.add(Jobs.notBefore(Jobs.job("scheduled"), clock.now().plusMillis(50)));
    inside.await();
    stream.loseItsPlace();
    await().until(() -> stream.pending().size() == 2);
    go.countDown();
    ended("fresh");
    ended("scheduled");
    await().atMost(Duration.ofSeconds(40)).until(() -> stream.length() == 0);
    assertThat(runs.get()).isEqualTo(2);
  }

  @Test
  void a_stop_without_grace_gives_back_at_once() throws Exception {
    grace = Duration.ZERO;
    CountDownLatch inside = new CountDownLatch(1);
    Executor executor =
        start((_, _) -> {
          inside.countDown();
          new CountDownLatch(1).await();
          return "1";
        });
    stream.add(Jobs.job("a"));
    inside.await();
    executor.stop();
    started.clear();
    assertThat(store.job(new JobId("a")).orElseThrow().state()).isEqualTo(JobState.READY);
  }

  @Test
  void entries_of_a_lost_answer_are_found_and_run() {
    stream.loseNextRead();
    stream.add(Jobs.job("a"));
    start((_, _) -> "1");
    assertThat(ended("a").state()).isEqualTo(JobState.COMPLETED);
    await().until(() -> stream.length() == 0);
  }

  @Test
  void a_second_entry_of_a_running_job_is_settled_after_its_end_without_a_second_run()
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    start((_, _) -> {
      go.await();
      return "" + runs.incrementAndGet();
    });
    stream.add(Jobs.job("same"));
    stream.add(Jobs.job("same"));
    await().until(() -> stream.pending().size() == 2);
    go.countDown();
    ended("same");
    await().atMost(Duration.ofSeconds(40)).until(() -> stream.length() == 0);
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void an_entry_that_cannot_run_is_saved_told_and_settled_and_delays_nobody() {
    start((_, _) -> "1");
    stream.add(Jobs.unreadable("bad"));
    stream.add(Jobs.job("good"));
    assertThat(ended("bad").error()).contains("not JSON");
    assertThat(ended("good").state()).isEqualTo(JobState.COMPLETED);
    await().until(() -> stream.length() == 0);
    assertThat(bell.ends(new JobId("bad"))).hasSize(1);
  }

  @Test
  void a_stop_gives_running_jobs_back_and_another_instance_runs_them() throws Exception {
    CountDownLatch inside = new CountDownLatch(3);
    Executor first =
        start((_, _) -> {
          inside.countDown();
          new CountDownLatch(1).await();
          return "1";
        });
    List.of("a", "b", "c").forEach(id -> stream.add(Jobs.job(id)));
    inside.await();
    first.stop();
    started.clear();
    for (String id : List.of("a", "b", "c")) {
      JobRecord job = store.job(new JobId(id)).orElseThrow();
      assertThat(job.state()).isEqualTo(JobState.READY);
      assertThat(job.failures() + job.lost()).isZero();
    }
    InstanceId other = new InstanceId("other");
    startAs(other, store.as(other), stream.as(other), (_, context) -> "" + context.attempt());
    for (String id : List.of("a", "b", "c")) {
      assertThat(String.valueOf(ended(id).output())).isEqualTo("2");
    }
    await().until(() -> stream.length() == 0);
  }

  @Test
  void a_stop_waits_for_jobs_that_end_within_the_grace() throws Exception {
    grace = Duration.ofSeconds(30);
    CountDownLatch inside = new CountDownLatch(1);
    Executor executor =
        start((_, _) -> {
          inside.countDown();
          clock.sleep(Duration.ofMillis(300));
          return "1";
        });
    stream.add(Jobs.job("a"));
    inside.await();
    executor.stop();
    started.clear();
    assertThat(store.job(new JobId("a")).orElseThrow().state()).isEqualTo(JobState.COMPLETED);
    assertThat(stream.length()).isZero();
  }

  @Test
  void ten_thousand_jobs_wait_at_the_same_time() throws Exception {
    CountDownLatch all = new CountDownLatch(10_000);
    start((_, _) -> {
      all.countDown();
      all.await();
      return "1";
    });
    for (int i = 0; i < 10_000; i++) {
      stream.add(Jobs.job("j" + i));
    }
    all.await();
    await().atMost(Duration.ofSeconds(60)).until(() -> stream.length() == 0);
  }

  @Test
  void while_the_database_is_behind_with_saving_nothing_more_is_read() {
    AtomicInteger saving = new AtomicInteger();
    CountDownLatch saves = new CountDownLatch(1);
    JobStore slow = new StoreThatSavesLater(store, saving, saves);
    startOn(ME, new Rows(slow, store, store), store.membership(), stream, (_, _) -> "1");
    for (int i = 0; i < 10_000; i++) {
      stream.add(Jobs.job("j" + i));
    }
    await().until(() -> saving.get() >= 2_000);
    await().during(Duration.ofMillis(500)).until(() -> saving.get() < 5_000);
    saves.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> stream.length() == 0);
  }

  @Test
  void a_running_job_is_cancelled_at_once_and_stays_so_whatever_its_runner_returns() {
    CountDownLatch running = new CountDownLatch(1);
    start((_, _) -> {
      running.countDown();
      return sleepUntilInterrupted("\"too late\"");
    });
    stream.add(Jobs.job("a"));
    waitFor(running);
    assertThat(store.cancel(new JobId("a"))).isEqualTo(CancelAnswer.STOPPING);
    nudges.send();
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.output()).isNull();
    await().until(() -> stream.length() == 0);
    assertThat(bell.events(job.id()).getLast().status()).isEqualTo(JobState.CANCELLED);
    assertThat(store.cancel(new JobId("a"))).isEqualTo(CancelAnswer.ENDED_BEFORE);
  }

  @Test
  void a_job_that_was_cancelled_before_its_entry_came_never_runs() {
    assertThat(store.cancel(new JobId("a"))).isEqualTo(CancelAnswer.UNSEEN);
    start((_, _) -> "\"ran\"");
    stream.add(Jobs.job("a"));
    await().until(() -> stream.length() == 0);
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.attempt()).isZero();
    assertThat(bell.events(job.id()))
        .extracting(JobEvent::status)
        .containsExactly(JobState.CANCELLED);
  }

  @Test
  void a_job_that_is_cancelled_while_it_waits_ends_and_leaves_its_stream() {
    AtomicInteger runs = new AtomicInteger();
    start((_, _) -> {
      runs.incrementAndGet();
      throw RunFailed.retryAfter(Duration.ofHours(1), "again later");
    });
    stream.add(Jobs.job("a"));
    await()
        .until(() ->
            store.job(new JobId("a")).filter(j -> j.state() == JobState.RETRY_WAIT).isPresent());
    assertThat(store.cancel(new JobId("a"))).isEqualTo(CancelAnswer.CANCELLED);
    nudges.send();
    await().atMost(Duration.ofSeconds(30)).until(() -> stream.length() == 0);
    assertThat(runs).hasValue(1);
  }

  @Test
  void the_runs_and_entries_of_an_executor_that_left_go_on_elsewhere() {
    InstanceId dead = new InstanceId("dead");
    InMemoryJobStore itsRows = store.as(dead);
    InMemoryMembership itsSeat = itsRows.membership();
    itsSeat.beat();
    stream.add(Jobs.job("begun"));
    stream.add(Jobs.job("only read"));
    List<Delivery> read = stream.as(dead).read(AGENT, 2, Duration.ZERO);
    itsRows.begin(read.getFirst());
    itsSeat.leave();
    start((_, context) -> "" + context.attempt());
    assertThat(String.valueOf(ended("begun").output())).isEqualTo("2");
    assertThat(ended("begun").lost()).isEqualTo(1);
    assertThat(String.valueOf(ended("only read").output())).isEqualTo("1");
    await().atMost(Duration.ofSeconds(20)).until(() -> stream.length() == 0);
    assertThat(started.getFirst().snapshot().counts().takenOver()).isEqualTo(1);
  }

  @Test
  void a_job_that_has_lost_its_executor_too_often_has_failed() {
    stream.add(Jobs.job("a"));
    Delivery entry = stream.as(new InstanceId("0")).read(AGENT, 1, Duration.ZERO).getFirst();
    for (int i = 0; i <= 2; i++) {
      InMemoryJobStore rows = store.as(new InstanceId("" + i));
      InMemoryMembership seat = rows.membership();
      seat.beat();
      if (i == 0) {
        rows.begin(entry);
      } else {
        rows.due(AGENT, 1);
      }
      seat.leave();
      if (i < 2) {
        store.takeOver(gone(new InstanceId("" + i)), AGENT, 2, 9);
      }
    }
    start((_, _) -> "\"ran\"");
    JobRecord job = ended("a");
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.lost()).isEqualTo(3);
    assertThat(String.valueOf(job.error())).contains("died 3 times");
    await().atMost(Duration.ofSeconds(20)).until(() -> stream.length() == 0);
  }

  @Test
  void a_result_that_a_stop_cannot_save_is_kept_and_saved_by_the_next_start() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Executor first =
        start((_, _) -> {
          running.countDown();
          waitFor(go);
          return "\"paid for\"";
        });
    stream.add(Jobs.job("a"));
    waitFor(running);
    store.goDown();
    go.countDown();
    first.stop();
    assertThat(first.snapshot().counts().kept()).isEqualTo(1);
    store.comeBack();
    InstanceId second = new InstanceId("second");
    InMemoryJobStore rows = store.restartedAs(second);
    startAs(second, rows, stream.as(second), (_, _) -> "\"run again\"");
    stream.add(Jobs.job("b")); // the first write saves what was kept
    ended("b");
    assertThat(String.valueOf(ended("a").output())).isEqualTo("\"paid for\"");
    await().atMost(Duration.ofSeconds(40)).until(() -> stream.length() == 0);
  }

  private Gone gone(InstanceId instance) {
    return new Gone(instance, store.instances().sign(instance).beat());
  }

  @Test
  void a_run_that_was_taken_over_unseen_is_interrupted_with_the_next_beat() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    start((_, context) -> {
      if (context.attempt() == 1) {
        running.countDown();
        sleepUntilInterrupted("");
        interrupted.countDown();
      }
      return "" + context.attempt();
    });
    stream.add(Jobs.job("a"));
    waitFor(running);
    InMemoryJobStore other = store.as(new InstanceId("other"));
    await().until(() -> other.takeOver(gone(ME), AGENT, 2, 9).ready() == 1);
    waitFor(interrupted);
    assertThat(String.valueOf(ended("a").output())).isEqualTo("2");
    await().until(() -> started.getFirst().snapshot().counts().refused() == 1);
  }

  private static String sleepUntilInterrupted(String answer) {
    waitFor(new CountDownLatch(1));
    return answer;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Executor start(Runner runner) {
    return startAs(ME, store, stream, runner);
  }

  private Executor startAs(
      InstanceId instance, InMemoryJobStore rows, InMemoryJobStream entries, Runner runner) {
    return startOn(instance, new Rows(rows, rows, rows), rows.membership(), entries, runner);
  }

  private void startWherePoisonIsRefused(Runner runner) {
    Rows rows = new Rows(new RefusingStore(store, "\"poison\""), store, store);
    startOn(ME, rows, store.membership(), stream, runner);
  }

  private Executor startOn(
      InstanceId instance,
      Rows rows,
      Membership membership,
      InMemoryJobStream entries,
      Runner runner) {
    RetrySettings retry = new RetrySettings(3, Duration.ofMillis(20), Duration.ofMillis(100), 2);
    Members members =
        new Members(
            instance, membership, new InMemoryMembership(redis, instance), nudges.another());
    List<RoleSettings> roles =
        List.of(AGENT, MANAGER).stream()
            .map(role -> new RoleSettings(role, runner, timeout, retry, 1_000_000))
            .toList();
    Executor executor =
        Executor.start(
            new ExecutorSettings(roles, limits, grace, Duration.ofSeconds(30)),
            new Sockets(entries, rows, members, bell, World.of(clock)));
    started.add(executor);
    return executor;
  }

  private JobRecord ended(String id) {
    await(id)
        .atMost(Duration.ofSeconds(30))
        .until(() -> store.job(new JobId(id)).map(job -> job.state().terminal()).orElse(false));
    return store.job(new JobId(id)).orElseThrow();
  }

  /// Every slot is free again but those of the readers that wait.
  private void awaitIdle() {
    await().until(() -> started.getFirst().snapshot().jobs() == 0);
    await()
        .untilAsserted(() ->
            assertThat(started.getFirst().snapshot().taken().values())
                .allMatch(taken -> taken <= 1));
  }

  private static Limits limits(int total, int agent, int manager) {
    return Limits.of(total, Map.of(AGENT, agent, MANAGER, manager), 512L << 20);
  }

  /// An exception that does not let itself be described.
  private static final class SlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not telling");
    }
  }

  /// A database with one text that it cannot store.
  private record RefusingStore(JobStore store, String poison) implements AroundStore {
    @Override
    public Begun begin(Delivery delivery) {
      if (delivery instanceof Delivery.Readable read
          && read.job().payload().text().equals(poison)) {
        throw new IllegalArgumentException("refused");
      }
      return store.begin(delivery);
    }

    @Override
    public Saved finish(Ending ending) {
      if (ending.verdict() instanceof Verdict.Done(var output) && output.text().equals(poison)) {
        throw new IllegalArgumentException("refused");
      }
      return store.finish(ending);
    }
  }

  /// A database that saves nothing yet.
  ///
  /// @param saving counts the ends that have come to be saved
  private record StoreThatSavesLater(JobStore store, AtomicInteger saving, CountDownLatch saves)
      implements AroundStore {
    @Override
    public Saved finish(Ending ending) {
      saving.incrementAndGet();
      waitFor(saves);
      return store.finish(ending);
    }
  }

  /// What a runner that was written without null checks may return.
  @SuppressWarnings("NullAway")
  private static String nothing() {
    return null;
  }
}

package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static io.github.backendexecutor.executor.testing.Jobs.bury;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static io.github.backendexecutor.executor.testing.Jobs.notBefore;
import static io.github.backendexecutor.executor.testing.Jobs.release;
import static io.github.backendexecutor.executor.testing.Jobs.retry;
import static io.github.backendexecutor.executor.testing.Jobs.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [JobStore] does, sentence by sentence.
public abstract class JobStoreContract extends SpoolContract {
  @Test
  void an_unknown_job_starts_as_attempt_1_and_is_ours() {
    Delivery.Readable delivery = delivery(job("a"));

    Run run = started(mine.begin(delivery));

    assertThat(run).isEqualTo(new Run(delivery.job(), 1, 0, delivery.entry(), clock.now()));
    JobRecord row = row("a");
    assertThat(row.state()).isEqualTo(JobState.RUNNING);
    assertThat(row.owner()).isEqualTo(ME);
    assertThat(row.entry()).isEqualTo(delivery.entry());
    assertThat(row.createdAt()).isEqualTo(clock.now());
    assertThat(row.startedAt()).isEqualTo(clock.now());
    assertThat(row.finishedAt()).isNull();
  }

  @Test
  void an_entry_whose_scheduled_row_was_claimed_does_not_start_it_again() {
    Delivery.Readable delivery = delivery(notBefore(job("a"), clock.now().plusMillis(1)));
    mine.begin(delivery);
    clock.advance(Duration.ofMillis(1));
    assertThat(mine.due(AGENT, 1)).hasSize(1);

    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
  }

  @Test
  void a_job_that_must_wait_is_scheduled_and_starts_at_its_time() {
    Instant time = clock.now().plusSeconds(60);
    Delivery.Readable delivery = delivery(notBefore(job("a"), time));

    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Scheduled(time));
    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.SCHEDULED));
    assertThat(row("a").nextRunAt()).isEqualTo(time);
    assertThat(row("a").attempt()).isZero();
    assertThat(row("a").owner()).isNull();
    clock.advance(Duration.ofMillis(59_999));
    assertThat(mine.due(AGENT, 9)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(theirs.due(AGENT, 9))
        .containsExactly(new Run(delivery.job(), 1, 0, delivery.entry(), clock.now()));
    assertThat(row("a").nextRunAt()).isNull();
    assertThat(row("a").owner()).isEqualTo(OTHER);
  }

  @Test
  void a_job_whose_time_has_come_starts_at_once() {
    started(mine.begin(delivery(notBefore(job("a"), clock.now()))));
  }

  @Test
  void an_entry_whose_answer_was_lost_starts_again_as_the_same_attempt() {
    Delivery delivery = delivery(job("a"));
    Run first = started(mine.begin(delivery));
    clock.advance(Duration.ofSeconds(5));

    assertThat(started(mine.begin(delivery))).isEqualTo(first);
    assertThat(theirs.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
  }

  @Test
  void an_entry_of_a_later_attempt_does_not_start_again() {
    Delivery delivery = delivery(job("a"));
    mine.finish(retry(started(mine.begin(delivery)), Duration.ZERO, "no", clock.now()));
    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RETRY_WAIT));
    mine.due(AGENT, 1);

    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
  }

  @Test
  void another_entry_of_a_job_that_has_not_ended_leaves_it_alone() {
    mine.begin(delivery(job("a")));

    assertThat(mine.begin(delivery(job("a")))).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
    assertThat(theirs.begin(delivery(job("a")))).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
  }

  @Test
  void an_entry_of_an_ended_job_answers_with_its_end() {
    Delivery first = delivery(job("a"));
    Ending ending = done(started(mine.begin(first)), "{\"r\":1}", clock.now());
    mine.finish(ending);
    clock.advance(Duration.ofSeconds(1));

    assertThat(mine.begin(first)).isEqualTo(new Begun.Ended(event(ending)));
    assertThat(theirs.begin(delivery(job("a")))).isEqualTo(new Begun.Ended(event(ending)));
    Ending burial = bury(started(mine.begin(delivery(job("b")))), "broken", clock.now());
    mine.finish(burial);
    assertThat(mine.begin(delivery(job("b")))).isEqualTo(new Begun.Ended(event(burial)));
  }

  @Test
  void another_payload_role_or_task_under_a_known_id_becomes_a_failed_row_of_its_own() {
    Job known = job("a");
    mine.begin(delivery(known));
    List<Job> strangers =
        List.of(
            job("a", "{\"n\":2}"),
            Jobs.with(known, MANAGER),
            new Job(known.id(), "w", "c", AGENT, "else", known.payload(), JobTerms.NONE, FIELDS));

    for (Job stranger : strangers) {
      Delivery delivery = delivery(stranger);
      JobEvent event = ended(mine.begin(delivery));

      assertThat(event.jobId()).isEqualTo(JobId.of(delivery.entry()));
      assertThat(event.status()).isEqualTo(JobState.FAILED);
      assertThat(event.attempt()).isZero();
      assertThat(event.connectionId()).isEqualTo(stranger.connectionId());
      assertThat(event.error()).contains("conflict", "'a'", "another");
      JobRecord row = row(event.jobId().value());
      assertThat(row.payload()).isEqualTo(stranger.payload());
      assertThat(row.task()).isEqualTo(stranger.task());
      assertThat(row.role()).isEqualTo(stranger.role());
      assertThat(row.fields()).isEqualTo(stranger.fields());
      assertThat(row.finishedAt()).isEqualTo(clock.now());
      assertThat(theirs.begin(delivery)).isEqualTo(new Begun.Ended(event));
    }
    assertThat(row("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(history.jobs(JobHistory.Filter.ANY, 99)).hasSize(4);
  }

  @Test
  void an_end_whose_caller_does_not_wait_is_saved_all_the_same() {
    Ending ending = done(started(mine.begin(delivery(job("a")))), "1", clock.now());
    Ending again = done(ending.run(), "2", clock.now());
    var first = new CompletableFuture<Saved>();
    var second = new CompletableFuture<Saved>();

    mine.finish(ending, answer -> first.complete(answer.get()));
    assertThat(first.join()).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("a").output()).isEqualTo(new JsonText("1"));
    mine.finish(again, answer -> second.complete(answer.get()));
    assertThat(second.join()).isEqualTo(mine.finish(again));
  }

  @Test
  void entries_that_begin_together_are_answered_as_if_each_began_alone() {
    Instant later = clock.now().plusSeconds(60);
    Delivery known = delivery(job("known"));
    Ending end = done(started(mine.begin(known)), "1", clock.now());
    mine.finish(end);
    Delivery.Readable fresh = delivery(job("fresh"));
    Delivery.Unreadable bad = unreadable("bad");

    List<Begun> answers =
        mine.begin(
            List.of(
                fresh,
                delivery(notBefore(job("later"), later)),
                bad,
                known,
                delivery(job("fresh")),
                delivery(job("known", "{\"n\":2}"))));

    assertThat(answers).hasSize(6);
    assertThat(answers.get(0))
        .isEqualTo(new Begun.Started(new Run(fresh.job(), 1, 0, fresh.entry(), clock.now())));
    assertThat(answers.get(1)).isEqualTo(new Begun.Scheduled(later));
    assertThat(ended(answers.get(2)).error()).isEqualTo(bad.reason());
    assertThat(answers.get(3)).isEqualTo(new Begun.Ended(event(end)));
    assertThat(answers.get(4)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
    assertThat(ended(answers.get(5)).error()).contains("conflict", "'known'", "payload");
    assertThat(history.jobs(JobHistory.Filter.ANY, 9)).hasSize(5);
    assertThat(mine.begin(List.of())).isEmpty();
  }

  @Test
  void an_entry_without_an_id_that_meets_another_job_of_its_entry_id_is_kept_too() {
    Delivery.Readable first = delivery(job("x"));
    JobId id = JobId.of(first.entry());
    mine.begin(new Delivery.Readable(first.entry(), job(id.value())));
    Delivery again = new Delivery.Readable(first.entry(), job(id.value(), "\"other\""));

    JobEvent event = ended(mine.begin(again));

    assertThat(event.jobId()).isNotEqualTo(id);
    assertThat(row(event.jobId().value()).payload().text()).isEqualTo("\"other\"");
    assertThat(ended(mine.begin(again))).isEqualTo(event);
  }

  @Test
  void an_unreadable_entry_becomes_a_failed_row_once() {
    Delivery.Unreadable bad = unreadable("a");

    JobEvent event = ended(mine.begin(bad));

    assertThat(event.jobId()).isEqualTo(bad.jobId());
    assertThat(event.status()).isEqualTo(JobState.FAILED);
    assertThat(event.error()).isEqualTo(bad.reason());
    assertThat(event.connectionId()).isEqualTo(bad.connectionId());
    assertThat(event.at()).isEqualTo(clock.now());
    JobRecord row = row("a");
    assertThat(row.payload()).isEqualTo(bad.raw());
    assertThat(row.attempt()).isZero();
    assertThat(row.workflowId()).isEqualTo(bad.workflowId());
    clock.advance(Duration.ofSeconds(1));
    assertThat(theirs.begin(bad)).isEqualTo(new Begun.Ended(event));
    assertThat(history.jobs(JobHistory.Filter.ANY, 9)).hasSize(1);
  }

  @Test
  void an_unreadable_entry_under_a_taken_id_gets_the_id_of_its_entry() {
    mine.begin(delivery(job("a")));
    Delivery.Unreadable bad = unreadable("a");

    JobEvent event = ended(mine.begin(bad));

    assertThat(event.jobId()).isEqualTo(JobId.of(bad.entry()));
    assertThat(event.error()).startsWith(bad.reason()).contains("'a'");
    assertThat(ended(theirs.begin(bad))).isEqualTo(event);
    assertThat(row("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(history.jobs(JobHistory.Filter.ANY, 9)).hasSize(2);
  }

  @Test
  void a_done_run_completes_the_job() {
    Run run = started(mine.begin(delivery(job("a"))));
    clock.advance(Duration.ofSeconds(3));

    assertThat(mine.finish(done(run, "[1,2]", clock.now()))).isEqualTo(Saved.AS_GIVEN);

    JobRecord row = row("a");
    assertThat(row.state()).isEqualTo(JobState.COMPLETED);
    assertThat(row.output()).isEqualTo(new JsonText("[1,2]"));
    assertThat(row.error()).isNull();
    assertThat(row.owner()).isEqualTo(ME);
    assertThat(row.finishedAt()).isEqualTo(clock.now());
    assertThat(row.failures()).isZero();
    assertThat(history.attempts(run.job().id()))
        .containsExactly(
            new AttemptRecord(
                run.job().id(),
                1,
                ME,
                run.startedAt(),
                clock.now(),
                "completed",
                null,
                "log of done"));
  }

  @Test
  void a_retried_run_waits_and_its_failure_is_charged_and_kept() {
    Run first = started(mine.begin(delivery(job("a"))));
    Ending timeout =
        new Ending(
            first,
            new Outcome.TimedOut(Duration.ofSeconds(1)),
            new Verdict.Retry(Duration.ofSeconds(10), "took longer than 1 s"),
            clock.now(),
            "");

    assertThat(mine.finish(timeout)).isEqualTo(Saved.AS_GIVEN);

    JobRecord waiting = row("a");
    assertThat(waiting.state()).isEqualTo(JobState.RETRY_WAIT);
    assertThat(waiting.nextRunAt()).isEqualTo(clock.now().plusSeconds(10));
    assertThat(waiting.failures()).isEqualTo(1);
    assertThat(waiting.error()).isEqualTo("took longer than 1 s");
    assertThat(waiting.finishedAt()).isNull();
    clock.advance(Duration.ofSeconds(10));
    Run second = theirs.due(AGENT, 9).getFirst();
    assertThat(second).isEqualTo(new Run(first.job(), 2, 1, first.entry(), clock.now()));
    assertThat(theirs.finish(bury(second, "enough", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("a").state()).isEqualTo(JobState.FAILED);
    assertThat(row("a").failures()).isEqualTo(2);
    assertThat(row("a").error()).isEqualTo("enough");
    List<AttemptRecord> attempts = history.attempts(first.job().id());
    assertThat(attempts).extracting(AttemptRecord::attempt).containsExactly(1, 2);
    assertThat(attempts).extracting(AttemptRecord::outcome).containsExactly("timed_out", "failed");
    assertThat(attempts).extracting(AttemptRecord::owner).containsExactly(ME, OTHER);
  }

  @Test
  void a_released_run_is_charged_nothing_and_starts_as_the_next_attempt() {
    Run first = started(mine.begin(delivery(job("a"))));

    assertThat(mine.finish(release(first, clock.now()))).isEqualTo(Saved.AS_GIVEN);

    assertThat(row("a").state()).isEqualTo(JobState.READY);
    assertThat(row("a").attempt()).isEqualTo(1);
    assertThat(row("a").nextRunAt()).isEqualTo(clock.now());
    assertThat(theirs.due(AGENT, 9))
        .containsExactly(new Run(first.job(), 2, 0, first.entry(), clock.now()));
    assertThat(history.attempts(first.job().id()))
        .extracting(AttemptRecord::outcome)
        .containsExactly("released");
  }

  @Test
  void saving_the_same_ending_again_is_true_and_changes_nothing() {
    Run run = started(mine.begin(delivery(job("a"))));
    assertThat(mine.finish(done(run, "1", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    JobRecord row = row("a");
    clock.advance(Duration.ofSeconds(1));
    assertThat(mine.finish(done(run, "1", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("a")).isEqualTo(row);
    Run other = started(mine.begin(delivery(job("b"))));
    Ending retried = retry(other, Duration.ofSeconds(1), "no", clock.now());
    assertThat(mine.finish(retried)).isEqualTo(Saved.AS_GIVEN);
    assertThat(mine.finish(retried)).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("b").failures()).isEqualTo(1);
    assertThat(history.attempts(other.job().id())).hasSize(1);
  }

  @Test
  void an_ending_of_a_run_that_is_no_longer_ours_changes_nothing() {
    Run first = started(mine.begin(delivery(job("a"))));
    assertThat(theirs.finish(done(first, "\"theirs\"", clock.now()))).isEqualTo(Saved.NOT_OURS);
    mine.finish(release(first, clock.now()));
    Run second = theirs.due(AGENT, 1).getFirst();
    JobRecord row = row("a");

    assertThat(mine.finish(done(first, "\"stale\"", clock.now()))).isEqualTo(Saved.NOT_OURS);
    assertThat(mine.finish(done(second, "\"not mine\"", clock.now()))).isEqualTo(Saved.NOT_OURS);
    assertThat(theirs.finish(done(first, "\"old attempt\"", clock.now())))
        .isEqualTo(Saved.NOT_OURS);

    assertThat(row("a")).isEqualTo(row);
    assertThat(theirs.finish(done(second, "\"mine\"", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    Run unknown = new Run(job("unknown"), 1, 0, null, clock.now());
    assertThat(mine.finish(done(unknown, "1", clock.now()))).isEqualTo(Saved.NOT_OURS);
  }

  @Test
  void due_rows_are_claimed_oldest_first_by_role_and_at_most_so_many() {
    for (int i : new int[] {3, 1, 2}) {
      mine.begin(delivery(notBefore(job("a" + i), clock.now().plusSeconds(i))));
    }
    mine.begin(delivery(Jobs.with(notBefore(job("m"), clock.now().plusSeconds(1)), MANAGER)));
    mine.begin(delivery(notBefore(job("later"), clock.now().plusSeconds(99))));
    assertThat(mine.nextDue(List.of(AGENT, MANAGER, new Role("none"))))
        .isEqualTo(Map.of(AGENT, clock.now().plusSeconds(1), MANAGER, clock.now().plusSeconds(1)));
    clock.advance(Duration.ofSeconds(10));

    assertThat(ids(mine.due(AGENT, 2))).containsExactly("a1", "a2");
    assertThat(ids(theirs.due(AGENT, 9))).containsExactly("a3");
    assertThat(theirs.due(AGENT, 9)).isEmpty();
    assertThat(theirs.due(MANAGER, 0)).isEmpty();
    assertThat(ids(mine.due(MANAGER, 9))).containsExactly("m");
    assertThat(mine.nextDue(List.of(AGENT, MANAGER)))
        .isEqualTo(Map.of(AGENT, clock.now().plusSeconds(89)));
    assertThat(mine.nextDue(List.of())).isEmpty();
  }

  @Test
  void two_instances_claim_every_due_row_exactly_once() throws Exception {
    List<String> all = IntStream.range(0, 200).mapToObj(i -> "j" + i).toList();
    Instant time = clock.now().plusSeconds(1);
    Together.all(
        all.stream()
            .map(id -> Together.call(() -> mine.begin(delivery(notBefore(job(id), time))))));
    clock.advance(Duration.ofSeconds(2));

    List<List<Run>> claims =
        Together.all(
            IntStream.range(0, 80)
                .mapToObj(i -> Together.call(() -> (i % 2 == 0 ? mine : theirs).due(AGENT, 7))));

    assertThat(claims.stream().flatMap(List::stream).map(run -> run.job().id().value()))
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void many_jobs_begin_and_finish_at_once() throws Exception {
    List<String> all = IntStream.range(0, 500).mapToObj(i -> "j" + i).toList();

    List<Begun> begun =
        Together.all(all.stream().map(id -> Together.call(() -> mine.begin(delivery(job(id))))));
    List<Saved> finished =
        Together.all(
            begun.stream()
                .map(b -> Together.call(() -> mine.finish(done(started(b), "1", clock.now())))));

    assertThat(begun.stream().map(b -> started(b).job().id().value())).isEqualTo(all);
    assertThat(finished).containsOnly(Saved.AS_GIVEN).hasSize(500);
    assertThat(history.jobs(new JobHistory.Filter(null, JobState.COMPLETED, null), 999))
        .hasSize(500);
  }

  /// Adapters have short statements for what is usual, and decide by the batch.
  @Test
  void jobs_with_terms_of_their_own_begin_and_end_beside_plain_ones() throws Exception {
    JobTerms own = new JobTerms(null, Duration.ofSeconds(7), 5, 9, "00-trace-span-01");
    List<Job> all =
        IntStream.range(0, 100)
            .mapToObj(i -> i % 3 == 0 ? Jobs.with(job("j" + i), own) : job("j" + i))
            .toList();
    List<Run> runs =
        Together.all(all.stream().map(one -> Together.call(() -> mine.begin(delivery(one)))))
            .stream()
            .map(JobStoreContract::started)
            .toList();
    assertThat(runs).extracting(Run::job).isEqualTo(all);
    all.forEach(one -> assertThat(row(one.id().value()).terms()).isEqualTo(one.terms()));

    Together.all(
        IntStream.range(0, 100)
            .mapToObj(i ->
                Together.call(() ->
                    mine.finish(
                        i % 4 == 0
                            ? bury(runs.get(i), "no", clock.now())
                            : done(runs.get(i), "1", clock.now())))));
    for (int i = 0; i < 100; i++) {
      assertThat(row("j" + i).error()).isEqualTo(i % 4 == 0 ? "no" : null);
      assertThat(history.attempts(all.get(i).id()))
          .extracting(AttemptRecord::outcome)
          .containsExactly(i % 4 == 0 ? "failed" : "completed");
    }
  }

  @Test
  void of_many_entries_of_one_job_exactly_one_starts() throws Exception {
    List<Begun> begun =
        Together.all(
            IntStream.range(0, 60)
                .mapToObj(i ->
                    Together.call(() -> (i % 2 == 0 ? mine : theirs).begin(delivery(job("a"))))));

    assertThat(begun).filteredOn(Begun.Started.class::isInstance).hasSize(1);
    assertThat(begun).filteredOn(new Begun.Elsewhere(JobState.RUNNING)::equals).hasSize(59);
  }

  @Test
  void many_endings_of_one_run_are_saved_once() throws Exception {
    Run run = started(mine.begin(delivery(job("a"))));

    List<Saved> saved =
        Together.all(
            IntStream.range(0, 40)
                .mapToObj(i ->
                    Together.call(() ->
                        (i % 2 == 0 ? mine : theirs)
                            .finish(retry(run, Duration.ZERO, "no", clock.now())))));

    assertThat(saved).filteredOn(Saved.AS_GIVEN::equals).hasSize(20);
    assertThat(row("a").failures()).isEqualTo(1);
    assertThat(history.attempts(run.job().id())).hasSize(1);
  }

  @Test
  void any_sequence_of_calls_by_two_instances_is_answered_as_the_model_answers() {
    // all cases share one database, and so all models share what it knows of the instances
    InMemoryInstances instances = InMemoryInstances.ofDatabase();
    List<JobStoreModelCase.Side> real =
        List.of(
            new JobStoreModelCase.Side(
                mine, ownership(ME), canceller, desk.operator(), myPlace, ME),
            new JobStoreModelCase.Side(
                theirs, ownership(OTHER), canceller, desk.operator(), theirPlace, OTHER));
    Cases.forAll(
        25,
        random -> {
          JobStoreModelCase one = new JobStoreModelCase(random, clock, instances);
          one.run(real, 80);
          one.compare(history, desk.counts());
          desk.housekeeping().fold(random.nextInt(200));
          one.compare(history, desk.counts());
        });
  }
}

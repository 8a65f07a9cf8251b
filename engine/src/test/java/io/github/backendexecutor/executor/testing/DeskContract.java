package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.bury;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static io.github.backendexecutor.executor.testing.Jobs.notBefore;
import static io.github.backendexecutor.executor.testing.Jobs.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.AuditLine;
import io.github.backendexecutor.executor.job.Batch;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Claim;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.RetryAnswer;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Submission;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What people do to jobs: retry, cancel many, pause, submit once, clean up.
public abstract class DeskContract extends ListsContract {
  private static final Actor SOMEBODY = new Actor("somebody");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private RetryAnswer retryJob(String id, @Nullable String payload) {
    JsonText json = payload == null ? null : new JsonText(payload);
    return desk.operator().retry(new JobId(id), json, SOMEBODY);
  }

  @Test
  void an_ended_job_runs_again_as_its_next_generation() {
    Delivery delivery = delivery(job("a"));
    Run first = started(mine.begin(delivery));
    clock.advance(SECOND);
    Instant failedAt = clock.now();
    mine.finish(bury(first, "broken", failedAt));
    clock.advance(SECOND);

    assertThat(retryJob("a", "{\"n\":2}")).isEqualTo(RetryAnswer.RETRIED);

    JobRecord row = row("a");
    assertThat(row.state()).isEqualTo(JobState.READY);
    assertThat(row.generation()).isEqualTo(2);
    assertThat(row.attempt()).isEqualTo(1);
    assertThat(row.failures()).isZero();
    assertThat(row.payload()).isEqualTo(new JsonText("{\"n\":2}"));
    assertThat(row.error()).isNull();
    assertThat(row.finishedAt()).isNull();
    assertThat(row.nextRunAt()).isEqualTo(clock.now());
    assertThat(desk.lists().generations(new JobId("a")))
        .containsExactly(
            new Generation(
                1,
                first.job().payload(),
                JobState.FAILED,
                1,
                1,
                0,
                null,
                "broken",
                failedAt,
                SOMEBODY,
                clock.now()));
    assertThat(desk.audit().lines(null, 9))
        .extracting(AuditLine::actor, AuditLine::action, AuditLine::target)
        .containsExactly(org.assertj.core.api.Assertions.tuple(SOMEBODY, "retry", "a"));
    Run second = theirs.due(AGENT, 1).getFirst();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.failures()).isZero();
    assertThat(second.job().payload()).isEqualTo(row.payload());
    theirs.finish(done(second, "7", clock.now()));
    assertThat(row("a").output()).isEqualTo(new JsonText("7"));
    assertThat(history.attempts(new JobId("a")))
        .extracting(AttemptRecord::outcome)
        .containsExactly("failed", "completed");
    assertThat(desk.counts().failures(null, 9)).isEmpty();
  }

  @Test
  void a_retry_takes_nothing_from_the_history() {
    Run first = started(mine.begin(delivery(job("a"))));
    clock.advance(SECOND);
    mine.finish(done(first, "1", clock.now()));
    List<AttemptRecord> before = history.attempts(new JobId("a"));
    clock.advance(SECOND);
    retryJob("a", null);
    assertThat(history.attempts(new JobId("a"))).isEqualTo(before).hasSize(1);
    Run second = theirs.due(AGENT, 1).getFirst();
    assertThat(history.attempts(new JobId("a"))).isEqualTo(before);
    theirs.finish(done(second, "2", clock.now()));
    assertThat(history.attempts(new JobId("a")))
        .extracting(AttemptRecord::attempt, AttemptRecord::outcome, AttemptRecord::owner)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1, "completed", before.getFirst().owner()),
            org.assertj.core.api.Assertions.tuple(
                2, "completed", Objects.requireNonNull(row("a").owner())));
    retryJob("a", null);
    assertThat(history.attempts(new JobId("a"))).hasSize(2);
  }

  @Test
  void a_completed_and_a_cancelled_job_can_run_again_too() {
    mine.finish(done(started(mine.begin(delivery(job("done")))), "1", clock.now()));
    mine.begin(delivery(notBefore(job("cancelled"), clock.now().plus(SECOND))));
    canceller().cancel(new JobId("cancelled"));

    assertThat(retryJob("done", null)).isEqualTo(RetryAnswer.RETRIED);
    assertThat(retryJob("cancelled", null)).isEqualTo(RetryAnswer.RETRIED);

    assertThat(mine.due(AGENT, 9)).extracting(Run::attempt).containsExactlyInAnyOrder(1, 2);
    assertThat(row("done").output()).isNull();
    assertThat(row("cancelled").cancelRequested()).isFalse();
    assertThat(desk.lists().generations(new JobId("done")).getFirst().output())
        .isEqualTo(new JsonText("1"));
  }

  @Test
  void only_what_has_ended_and_can_run_is_retried() {
    mine.begin(delivery(job("running")));
    mine.begin(delivery(notBefore(job("waiting"), clock.now().plus(SECOND))));
    mine.begin(unreadable("bad"));
    canceller().cancel(new JobId("unseen"));

    assertThat(retryJob("running", null)).isEqualTo(RetryAnswer.NOT_ENDED);
    assertThat(retryJob("waiting", "1")).isEqualTo(RetryAnswer.NOT_ENDED);
    assertThat(retryJob("bad", null)).isEqualTo(RetryAnswer.NEEDS_PAYLOAD);
    assertThat(retryJob("unseen", "1")).isEqualTo(RetryAnswer.UNKNOWN);
    assertThat(retryJob("nobody", null)).isEqualTo(RetryAnswer.UNKNOWN);
    assertThat(desk.audit().lines(null, 9)).isEmpty();
  }

  @Test
  void a_duplicate_of_the_entry_meets_the_generation_that_is() {
    Delivery delivery = delivery(job("a"));
    mine.finish(bury(started(mine.begin(delivery)), "no", clock.now()));
    retryJob("a", "{\"n\":2}");

    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.READY));
    assertThat(mine.begin(delivery(job("a", "{\"n\":2}"))))
        .isEqualTo(new Begun.Elsewhere(JobState.READY));
    Run run = mine.due(AGENT, 1).getFirst();
    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
    mine.finish(done(run, "2", clock.now()));
    JobEvent end = ended(theirs.begin(delivery));
    assertThat(end.status()).isEqualTo(JobState.COMPLETED);
    assertThat(end.attempt()).isEqualTo(2);
    JobEvent conflict = ended(mine.begin(delivery(job("a", "{\"n\":3}"))));
    assertThat(conflict.jobId()).isNotEqualTo(new JobId("a"));
    assertThat(conflict.error()).contains("payload");
  }

  @Test
  void a_job_that_was_retried_in_the_moment_it_was_made_does_not_begin_again() {
    Delivery delivery = delivery(job("a"));
    canceller().cancel(new JobId("a"));
    mine.begin(delivery);
    retryJob("a", null);
    mine.due(AGENT, 1);

    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
  }

  @Test
  void a_late_end_of_an_old_run_changes_nothing() {
    Run first = started(mine.begin(delivery(job("a"))));
    Ending ending = bury(first, "no", clock.now());
    mine.finish(ending);
    retryJob("a", null);

    // the reply to the first call was lost: it is answered as then
    assertThat(mine.finish(ending)).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("a").state()).isEqualTo(JobState.READY);
    mine.due(AGENT, 1);
    JobRecord running = row("a");
    assertThat(mine.finish(ending)).isEqualTo(Saved.NOT_OURS);
    assertThat(theirs.finish(done(first, "1", clock.now()))).isEqualTo(Saved.NOT_OURS);
    assertThat(row("a")).isEqualTo(running);
  }

  @Test
  void an_end_that_a_cancel_decided_is_answered_so_after_a_retry_too() {
    Run first = started(mine.begin(delivery(job("a"))));
    canceller().cancel(new JobId("a"));
    Ending ending = done(first, "1", clock.now());
    assertThat(mine.finish(ending)).isEqualTo(Saved.AS_CANCELLED);
    retryJob("a", null);

    assertThat(mine.finish(ending)).isEqualTo(Saved.AS_CANCELLED);
  }

  @Test
  void a_retried_job_can_be_cancelled_and_retried_again() {
    mine.finish(bury(started(mine.begin(delivery(job("a")))), "no", clock.now()));
    retryJob("a", null);
    assertThat(canceller().cancel(new JobId("a"))).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(mine.due(AGENT, 9)).isEmpty();
    retryJob("a", null);
    Run run = mine.due(AGENT, 9).getFirst();
    assertThat(canceller().cancel(new JobId("a"))).isEqualTo(CancelAnswer.STOPPING);

    assertThat(mine.finish(done(run, "1", clock.now()))).isEqualTo(Saved.AS_CANCELLED);

    assertThat(row("a").generation()).isEqualTo(3);
    assertThat(row("a").state()).isEqualTo(JobState.CANCELLED);
    assertThat(desk.lists().generations(new JobId("a")))
        .extracting(Generation::state)
        .containsExactly(JobState.FAILED, JobState.CANCELLED);
  }

  @Test
  void an_entry_that_could_not_be_run_runs_with_a_payload_and_its_redelivery_makes_no_job() {
    Delivery bad = unreadable("bad");
    mine.begin(bad);
    mine.begin(delivery(job("a")));
    Delivery conflict = delivery(job("a", "3"));
    JobId own = ended(mine.begin(conflict)).jobId();

    assertThat(retryJob("bad", "1")).isEqualTo(RetryAnswer.RETRIED);
    assertThat(desk.operator().retry(own, new JsonText("3"), SOMEBODY))
        .isEqualTo(RetryAnswer.RETRIED);

    assertThat(mine.begin(bad)).isEqualTo(new Begun.Elsewhere(JobState.READY));
    assertThat(mine.begin(conflict)).isEqualTo(new Begun.Elsewhere(JobState.READY));
    for (Run run : mine.due(AGENT, 9)) {
      mine.finish(done(run, "1", clock.now()));
    }
    assertThat(ended(mine.begin(bad)).status()).isEqualTo(JobState.COMPLETED);
    assertThat(ended(mine.begin(conflict)).jobId()).isEqualTo(own);
    assertThat(history.jobs(JobHistory.Filter.ANY, 9)).hasSize(3);
  }

  @Test
  void of_many_retries_at_once_one_makes_the_next_generation() throws Exception {
    mine.finish(bury(started(mine.begin(delivery(job("a")))), "no", clock.now()));

    List<RetryAnswer> answers =
        Together.all(IntStream.range(0, 8).mapToObj(_ -> () -> retryJob("a", null)));

    assertThat(answers).filteredOn(RetryAnswer.RETRIED::equals).hasSize(1);
    assertThat(answers).filteredOn(RetryAnswer.NOT_ENDED::equals).hasSize(7);
    assertThat(row("a").generation()).isEqualTo(2);
  }

  @Test
  void failed_jobs_are_retried_in_small_steps() {
    for (int i = 0; i < 25; i++) {
      mine.finish(
          bury(
              started(mine.begin(delivery(job("j" + i)))),
              i < 20 ? "HTTP 50" + i : "no",
              clock.now()));
      clock.advance(SECOND);
    }
    mine.begin(unreadable("bad"));
    mine.finish(done(started(mine.begin(delivery(job("done")))), "1", clock.now()));
    FailureGroup http = desk.counts().failures(null, 1).getFirst();
    JobFilter filter = new JobFilter(AGENT, Set.of(), null, null, null, null, http.errorKey());

    List<Integer> steps = new ArrayList<>();
    Place after = null;
    do {
      Batch batch = desk.operator().retryEnded(filter, after, 8, SOMEBODY);
      steps.add(batch.changed());
      after = batch.next();
    } while (after != null);

    assertThat(steps).containsExactly(8, 8, 4);
    assertThat(desk.counts().standing().get(AGENT))
        .isEqualTo(Map.of(JobState.READY, 20L, JobState.FAILED, 6L, JobState.COMPLETED, 1L));
    assertThat(desk.counts().failures(null, 9))
        .extracting(FailureGroup::count)
        .containsOnly(5L, 1L);
    assertThat(desk.audit().lines(null, 9)).hasSize(3);
    // what can never run is left alone, what did not fail too
    assertThat(desk.operator().retryEnded(JobFilter.ANY, null, 99, SOMEBODY).changed())
        .isEqualTo(5);
    assertThat(row("bad").state()).isEqualTo(JobState.FAILED);
    assertThat(row("done").state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void jobs_that_have_not_ended_are_cancelled_in_small_steps() {
    for (int i = 0; i < 6; i++) {
      mine.begin(delivery(notBefore(job("w" + i), clock.now().plusSeconds(60))));
    }
    Run run = started(mine.begin(delivery(job("r"))));
    mine.finish(done(started(mine.begin(delivery(job("done")))), "1", clock.now()));
    JobFilter filter = new JobFilter(null, Set.of(), "workflow-1", null, null, null, null);

    int changed = 0;
    Place after = null;
    do {
      Batch batch = desk.operator().cancelUnfinished(filter, after, 3, SOMEBODY);
      changed += batch.changed();
      after = batch.next();
    } while (after != null);

    assertThat(changed).isEqualTo(7);
    assertThat(row("w0").state()).isEqualTo(JobState.CANCELLED);
    assertThat(row("w0").finishedAt()).isEqualTo(clock.now());
    assertThat(row("r").state()).isEqualTo(JobState.RUNNING);
    assertThat(mine.finish(done(run, "1", clock.now()))).isEqualTo(Saved.AS_CANCELLED);
    assertThat(row("done").state()).isEqualTo(JobState.COMPLETED);
    assertThat(desk.counts().standing().get(AGENT))
        .isEqualTo(Map.of(JobState.CANCELLED, 7L, JobState.COMPLETED, 1L));
    assertThat(desk.operator().cancelUnfinished(filter, null, 99, SOMEBODY))
        .isEqualTo(new Batch(0, null));
  }

  @Test
  void controls_are_kept_and_audited() {
    Role role = new Role("agent");
    assertThat(desk.controls().read()).isEqualTo(Control.NONE);

    desk.controls().set(role, new RoleControl(true, 5), SOMEBODY);
    desk.controls().setTotal(7, SOMEBODY);

    assertThat(desk.controls().read())
        .isEqualTo(new Control(7, Map.of(role, new RoleControl(true, 5))));
    desk.controls().set(role, RoleControl.NONE, SOMEBODY);
    desk.controls().setTotal(null, SOMEBODY);
    assertThat(desk.controls().read()).isEqualTo(Control.NONE);
    assertThat(desk.audit().lines(null, 9))
        .extracting(AuditLine::target)
        .containsExactly("total", "agent", "total", "agent");
  }

  @Test
  void the_audit_log_is_read_from_its_newest_line_on() {
    for (int i = 0; i < 5; i++) {
      desk.audit().note(SOMEBODY, "act", "target" + i, "d\0");
    }

    List<AuditLine> first = desk.audit().lines(null, 3);
    List<AuditLine> rest = desk.audit().lines(first.getLast().id(), 9);

    assertThat(first)
        .extracting(AuditLine::target)
        .containsExactly("target4", "target3", "target2");
    assertThat(rest).extracting(AuditLine::target).containsExactly("target1", "target0");
    assertThat(first.getFirst().detail()).isEqualTo("d\ufffd");
    assertThat(first.getFirst().at()).isEqualTo(clock.now());
  }

  @Test
  void a_request_with_a_key_is_submitted_once() throws Exception {
    List<Callable<Claim>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      JobId id = new JobId("job" + i);
      calls.add(() -> desk.submissions().claim("key", "hash", id));
    }

    List<Claim> claims = Together.all(calls.stream());

    List<Claim> news = claims.stream().filter(Claim.New.class::isInstance).toList();
    assertThat(news).hasSize(1);
    JobId id = ((Claim.New) news.getFirst()).id();
    assertThat(claims).filteredOn(new Claim.UnderWay(id, clock.now())::equals).hasSize(7);
    assertThat(desk.submissions().claim("key", "other hash", id)).isEqualTo(new Claim.Other());
    Entry entry = Jobs.entry(AGENT);
    desk.submissions().accepted("key", entry);
    desk.submissions().accepted("unknown", entry);
    assertThat(desk.submissions().claim("key", "hash", new JobId("x")))
        .isEqualTo(new Claim.Same(id, entry));
    assertThat(desk.submissions().of(id)).contains(new Submission("key", id, entry, clock.now()));
    assertThat(desk.submissions().of(new JobId("x"))).isEmpty();
  }

  @Test
  void old_ended_jobs_are_removed_with_all_that_belongs_to_them() {
    for (int i = 0; i < 6; i++) {
      Run run = started(mine.begin(delivery(job("j" + i))));
      mine.finish(i < 4 ? done(run, "1", clock.now()) : bury(run, "no", clock.now()));
      clock.advance(Duration.ofHours(1));
    }
    mine.begin(delivery(job("running")));
    Instant before = clock.now().minus(Duration.ofHours(3));

    assertThat(desk.housekeeping().remove(JobState.COMPLETED, before, 2)).isEqualTo(2);
    assertThat(desk.housekeeping().remove(JobState.COMPLETED, before, 2)).isEqualTo(1);
    assertThat(desk.housekeeping().remove(JobState.COMPLETED, before, 2)).isZero();

    assertThat(history.jobs(JobHistory.Filter.ANY, 9))
        .extracting(row -> row.id().value())
        .containsExactly("running", "j5", "j4", "j3");
    assertThat(history.attempts(new JobId("j0"))).isEmpty();
    assertThat(desk.counts().standing().get(AGENT))
        .isEqualTo(Map.of(JobState.COMPLETED, 1L, JobState.FAILED, 2L, JobState.RUNNING, 1L));
    assertThat(desk.housekeeping().removeBeyond(JobState.FAILED, 1, 9)).isEqualTo(1);
    assertThat(desk.housekeeping().removeBeyond(JobState.FAILED, 1, 9)).isZero();
    assertThat(desk.counts().failures(null, 9)).extracting(FailureGroup::count).containsExactly(1L);
  }

  @Test
  void what_ended_within_the_last_hour_is_never_removed() {
    mine.finish(done(started(mine.begin(delivery(job("old")))), "1", clock.now()));
    retryJob("old", null);
    clock.advance(Duration.ofDays(40));
    mine.finish(done(mine.due(AGENT, 1).getFirst(), "1", clock.now()));
    mine.finish(done(started(mine.begin(delivery(job("new")))), "1", clock.now()));
    clock.advance(Duration.ofMinutes(59));

    assertThat(desk.housekeeping().remove(JobState.COMPLETED, clock.now(), 9)).isZero();
    assertThat(desk.housekeeping().removeBeyond(JobState.COMPLETED, 0, 9)).isZero();

    clock.advance(Duration.ofMinutes(2));
    assertThat(desk.housekeeping().remove(JobState.COMPLETED, clock.now(), 9)).isEqualTo(2);
    assertThat(desk.lists().generations(new JobId("old"))).isEmpty();
    assertThat(desk.lists().workflows(null, 9).items()).isEmpty();
  }

  @Test
  void what_else_is_old_can_be_removed() {
    desk.audit().note(SOMEBODY, "act", "t", "");
    desk.submissions().claim("key", "hash", new JobId("a"));
    mine.finish(done(started(mine.begin(delivery(job("a")))), "1", clock.now()));
    desk.housekeeping().fold(99);
    clock.advance(Duration.ofDays(2));

    for (Housekeeping.Leftover what : Housekeeping.Leftover.values()) {
      assertThat(desk.housekeeping().remove(what, clock.now(), 9)).isBetween(0, 3);
      assertThat(desk.housekeeping().remove(what, clock.now(), 9)).isZero();
    }
  }
}

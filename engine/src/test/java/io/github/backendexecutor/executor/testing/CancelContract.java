package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
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
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What cancelling does to a job in every state, and when others act on the job at the same time.
public abstract class CancelContract extends OwnershipContract {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private CancelAnswer cancel(String id) {
    return canceller.cancel(new JobId(id));
  }

  @Test
  void a_job_that_waits_is_cancelled_at_once_and_never_starts() {
    Delivery scheduled = delivery(notBefore(job("scheduled"), clock.now().plus(SECOND)));
    mine.begin(scheduled);
    mine.finish(retry(started(mine.begin(delivery(job("retried")))), SECOND, "no", clock.now()));
    mine.finish(release(started(mine.begin(delivery(job("released")))), clock.now()));

    for (String id : List.of("scheduled", "retried", "released")) {
      clock.advance(Duration.ofMillis(1));
      assertThat(cancel(id)).isEqualTo(CancelAnswer.CANCELLED);

      JobRecord row = row(id);
      assertThat(row.state()).isEqualTo(JobState.CANCELLED);
      assertThat(row.finishedAt()).isEqualTo(clock.now());
      assertThat(row.nextRunAt()).isNull();
      assertThat(row.error()).isNull();
      assertThat(cancel(id)).isEqualTo(CancelAnswer.ENDED_BEFORE);
      assertThat(row(id)).isEqualTo(row);
    }
    clock.advance(SECOND);
    assertThat(mine.nextDue(List.of(AGENT))).isEmpty();
    assertThat(mine.due(AGENT, 9)).isEmpty();
    JobEvent end = ended(mine.begin(scheduled));
    assertThat(end.status()).isEqualTo(JobState.CANCELLED);
    assertThat(end.attempt()).isZero();
    assertThat(ended(theirs.begin(delivery(job("retried")))).attempt()).isEqualTo(1);
  }

  @Test
  void a_running_job_ends_as_cancelled_whatever_its_run_returns() {
    for (String id : List.of("done", "buried", "retried", "released", "cancelled")) {
      Delivery delivery = delivery(job(id));
      Run run = started(mine.begin(delivery));
      assertThat(cancel(id)).isEqualTo(CancelAnswer.STOPPING);
      assertThat(cancel(id)).isEqualTo(CancelAnswer.STOPPING);
      assertThat(owned.toCancel()).containsExactly(run.key());
      assertThat(owned.mine()).containsExactly(run.key());
      assertThat(ownership(OTHER).toCancel()).isEmpty();
      assertThat(row(id).state()).isEqualTo(JobState.RUNNING);
      clock.advance(SECOND);
      Ending ending = ending(id, run);

      assertThat(mine.finish(ending)).isEqualTo(Saved.AS_CANCELLED);

      JobRecord row = row(id);
      assertThat(row.state()).isEqualTo(JobState.CANCELLED);
      assertThat(row.output()).isNull();
      assertThat(row.error()).isNull();
      assertThat(row.nextRunAt()).isNull();
      assertThat(row.finishedAt()).isEqualTo(clock.now());
      assertThat(mine.begin(delivery)).isEqualTo(new Begun.Ended(event(ending.cancelled())));
      AttemptRecord attempt = history.attempts(run.job().id()).getFirst();
      assertThat(attempt.outcome()).isEqualTo("cancelled");
      assertThat(attempt.error()).isNull();
      assertThat(owned.toCancel()).isEmpty();
      assertThat(mine.finish(ending)).isEqualTo(Saved.AS_CANCELLED);
      assertThat(cancel(id)).isEqualTo(CancelAnswer.ENDED_BEFORE);
      assertThat(row(id)).isEqualTo(row);
    }
    assertThat(mine.due(AGENT, 9)).isEmpty();
  }

  private Ending ending(String kind, Run run) {
    return switch (kind) {
      case "done" -> done(run, "1", clock.now());
      case "buried" -> bury(run, "broken", clock.now());
      case "retried" -> retry(run, Duration.ZERO, "no", clock.now());
      case "released" -> release(run, clock.now());
      default -> done(run, "1", clock.now()).cancelled();
    };
  }

  @Test
  void a_job_that_has_ended_stays_as_it_is() {
    mine.finish(done(started(mine.begin(delivery(job("done")))), "1", clock.now()));
    mine.finish(bury(started(mine.begin(delivery(job("failed")))), "no", clock.now()));
    mine.begin(unreadable("bad"));

    for (String id : List.of("done", "failed", "bad")) {
      JobRecord row = row(id);

      assertThat(cancel(id)).isEqualTo(CancelAnswer.ENDED_BEFORE);

      assertThat(row(id)).isEqualTo(row);
    }
  }

  @Test
  void a_saved_ending_is_answered_as_it_was_saved_even_after_a_cancel() {
    Ending retried = retry(started(mine.begin(delivery(job("a")))), SECOND, "no", clock.now());
    mine.finish(retried);
    assertThat(cancel("a")).isEqualTo(CancelAnswer.CANCELLED);

    assertThat(mine.finish(retried)).isEqualTo(Saved.AS_GIVEN);

    assertThat(row("a").state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void a_job_that_nobody_has_seen_is_cancelled_before_its_entry_comes() {
    assertThat(cancel("a")).isEqualTo(CancelAnswer.UNSEEN);
    assertThat(cancel("a")).isEqualTo(CancelAnswer.UNSEEN);
    JobRecord tombstone = row("a");
    assertThat(tombstone.state()).isEqualTo(JobState.CANCELLED);
    assertThat(tombstone.attempt()).isZero();
    assertThat(tombstone.entry()).isNull();
    assertThat(tombstone.role().name()).isEqualTo("unseen");
    assertThat(listed(JobHistory.Filter.ANY, 9)).containsExactly("a");
    clock.advance(SECOND);
    Delivery.Readable delivery = delivery(notBefore(job("a"), clock.now().plus(SECOND)));

    JobEvent end = ended(mine.begin(delivery));

    assertThat(end.status()).isEqualTo(JobState.CANCELLED);
    assertThat(end.connectionId()).isEqualTo(delivery.job().connectionId());
    assertThat(end.role()).isEqualTo(AGENT);
    assertThat(end.attempt()).isZero();
    assertThat(end.at()).isEqualTo(tombstone.finishedAt());
    JobRecord row = row("a");
    assertThat(row.entry()).isEqualTo(delivery.entry());
    assertThat(row.payload()).isEqualTo(delivery.job().payload());
    assertThat(row.task()).isEqualTo(delivery.job().task());
    assertThat(row.workflowId()).isEqualTo(delivery.job().workflowId());
    assertThat(row.fields()).isEqualTo(delivery.job().fields());
    assertThat(row.nextRunAt()).isNull();
    assertThat(listed(new JobHistory.Filter(AGENT, null, "workflow-1"), 9)).containsExactly("a");
    assertThat(cancel("a")).isEqualTo(CancelAnswer.ENDED_BEFORE);
    assertThat(history.attempts(new JobId("a"))).isEmpty();
  }

  @Test
  void after_its_first_entry_a_job_cancelled_unseen_is_like_any_that_has_ended() {
    cancel("a");
    Delivery first = delivery(job("a"));
    JobEvent end = ended(mine.begin(first));

    assertThat(ended(mine.begin(first))).isEqualTo(end);
    assertThat(ended(theirs.begin(delivery(job("a"))))).isEqualTo(end);
    Delivery stranger = delivery(job("a", "\"else\""));
    JobEvent conflict = ended(theirs.begin(stranger));
    assertThat(conflict.jobId()).isEqualTo(JobId.of(stranger.entry()));
    assertThat(conflict.status()).isEqualTo(JobState.FAILED);
    assertThat(row("a").state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void an_unreadable_entry_of_a_job_cancelled_unseen_is_told_as_cancelled() {
    cancel("a");
    Delivery.Unreadable bad = unreadable("a");

    JobEvent end = ended(mine.begin(bad));

    assertThat(end.jobId()).isEqualTo(new JobId("a"));
    assertThat(end.status()).isEqualTo(JobState.CANCELLED);
    assertThat(end.connectionId()).isEqualTo(bad.connectionId());
    assertThat(row("a").payload()).isEqualTo(bad.raw());
    assertThat(ended(theirs.begin(bad))).isEqualTo(end);
    assertThat(listed(JobHistory.Filter.ANY, 9)).containsExactly("a");
  }

  @Test
  void of_many_entries_of_a_job_cancelled_unseen_none_starts_and_one_is_its_entry()
      throws Exception {
    cancel("a");
    List<Delivery> deliveries =
        IntStream.range(0, 40).<Delivery>mapToObj(_ -> delivery(job("a"))).toList();

    List<Begun> begun =
        Together.all(
            IntStream.range(0, 40)
                .mapToObj(i ->
                    Together.call(() -> (i % 2 == 0 ? mine : theirs).begin(deliveries.get(i)))));

    JobEvent end = ended(begun.getFirst());
    assertThat(begun).containsOnly(new Begun.Ended(end));
    assertThat(end.status()).isEqualTo(JobState.CANCELLED);
    assertThat(deliveries).extracting(Delivery::entry).contains(row("a").entry());
  }

  @Test
  void a_cancel_that_meets_an_ending_wins_or_comes_late() throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      runs.add(started((i % 2 == 0 ? mine : theirs).begin(delivery(job("j" + i)))));
    }
    Stream<Callable<Object>> finishes =
        IntStream.range(0, 60)
            .mapToObj(i ->
                () -> (i % 2 == 0 ? mine : theirs).finish(done(runs.get(i), "1", clock.now())));
    Stream<Callable<Object>> cancels = IntStream.range(0, 60).mapToObj(i -> () -> cancel("j" + i));

    List<Object> answers = Together.all(Stream.concat(finishes, cancels));

    for (int i = 0; i < 60; i++) {
      boolean cancelled = answers.get(60 + i) == CancelAnswer.STOPPING;
      assertThat(answers.get(60 + i)).isIn(CancelAnswer.STOPPING, CancelAnswer.ENDED_BEFORE);
      assertThat(answers.get(i)).isEqualTo(cancelled ? Saved.AS_CANCELLED : Saved.AS_GIVEN);
      assertThat(row("j" + i).state())
          .isEqualTo(cancelled ? JobState.CANCELLED : JobState.COMPLETED);
      assertThat(row("j" + i).output() == null).isEqualTo(cancelled);
    }
  }

  @Test
  void a_cancel_that_meets_the_first_entry_stops_it_before_or_after_its_start() throws Exception {
    Stream<Callable<Object>> begins =
        IntStream.range(0, 60).mapToObj(i -> () -> mine.begin(delivery(job("j" + i))));
    Stream<Callable<Object>> cancels = IntStream.range(0, 60).mapToObj(i -> () -> cancel("j" + i));

    List<Object> answers = Together.all(Stream.concat(begins, cancels));

    for (int i = 0; i < 60; i++) {
      if (answers.get(60 + i) == CancelAnswer.UNSEEN) {
        assertThat(ended((Begun) answers.get(i)).status()).isEqualTo(JobState.CANCELLED);
      } else {
        assertThat(answers.get(60 + i)).isEqualTo(CancelAnswer.STOPPING);
        Run run = started((Begun) answers.get(i));
        assertThat(mine.finish(done(run, "1", clock.now()))).isEqualTo(Saved.AS_CANCELLED);
      }
      assertThat(row("j" + i).state()).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void a_cancel_that_meets_a_claim_stops_it_before_or_after_its_start() throws Exception {
    for (int i = 0; i < 60; i++) {
      mine.begin(delivery(notBefore(job("j" + i), clock.now().plus(SECOND))));
    }
    clock.advance(SECOND);
    Stream<Callable<Object>> claims =
        IntStream.range(0, 20).mapToObj(i -> () -> (i % 2 == 0 ? mine : theirs).due(AGENT, 5));
    Stream<Callable<Object>> cancels = IntStream.range(0, 60).mapToObj(i -> () -> cancel("j" + i));

    List<Object> answers = Together.all(Stream.concat(claims, cancels));

    Map<String, Run> claimed = new HashMap<>();
    answers
        .subList(0, 20)
        .forEach(claim ->
            ((List<?>) claim)
                .forEach(one -> {
                  Run run = (Run) one;
                  claimed.put(run.job().id().value(), run);
                }));
    for (int i = 0; i < 60; i++) {
      boolean running = claimed.containsKey("j" + i);
      assertThat(answers.get(20 + i))
          .isEqualTo(running ? CancelAnswer.STOPPING : CancelAnswer.CANCELLED);
    }
    assertThat(owned.toCancel().size() + ownership(OTHER).toCancel().size())
        .isEqualTo(claimed.size());
  }
}

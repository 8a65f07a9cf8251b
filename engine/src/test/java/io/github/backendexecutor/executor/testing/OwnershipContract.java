package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static io.github.backendexecutor.executor.testing.Jobs.notBefore;
import static io.github.backendexecutor.executor.testing.Jobs.release;
import static io.github.backendexecutor.executor.testing.Jobs.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who owns which run, and what becomes of the runs of an instance that is gone. The other instance
/// is the one that dies here.
public abstract class OwnershipContract extends DeskContract {
  private static final TakenOver NOTHING = new TakenOver(0, List.of(), false);

  protected Membership myPlace;
  protected Membership theirPlace;
  protected Ownership owned;
  protected Canceller canceller;

  @SuppressWarnings("NullAway.Init")
  protected OwnershipContract() {}

  @BeforeEach
  void join() {
    myPlace = membership(ME);
    theirPlace = membership(OTHER);
    owned = ownership(ME);
    canceller = canceller();
    myPlace.beat();
    theirPlace.beat();
  }

  @AfterEach
  void leave() {
    myPlace.leave();
    theirPlace.leave();
  }

  /// The other instance, as gone since its latest beat.
  protected Gone gone() {
    return new Gone(OTHER, sign(OTHER).beat());
  }

  private Sign sign(InstanceId instance) {
    return myPlace.beat().getOrDefault(instance, new Sign(-1, false, false));
  }

  @Test
  void a_run_of_a_gone_instance_is_due_again_with_one_more_loss() {
    Run lost = started(theirs.begin(delivery(job("a"))));
    clock.advance(Duration.ofSeconds(5));

    assertThat(owned.takeOver(gone(), AGENT, 2, 9)).isEqualTo(new TakenOver(1, List.of(), false));

    JobRecord row = row("a");
    assertThat(row.state()).isEqualTo(JobState.READY);
    assertThat(row.lost()).isEqualTo(1);
    assertThat(row.attempt()).isEqualTo(1);
    assertThat(row.failures()).isZero();
    assertThat(row.nextRunAt()).isEqualTo(clock.now());
    assertThat(history.attempts(lost.job().id()))
        .containsExactly(
            new AttemptRecord(
                lost.job().id(),
                1,
                OTHER,
                lost.startedAt(),
                clock.now(),
                "lost",
                "its executor died while running it",
                ""));
    assertThat(mine.due(AGENT, 9))
        .containsExactly(new Run(lost.job(), 2, 0, lost.entry(), clock.now()));
  }

  @Test
  void whoever_lost_a_run_saves_nothing_of_it() {
    Run lost = started(theirs.begin(delivery(job("a"))));
    owned.takeOver(gone(), AGENT, 2, 9);
    JobRecord row = row("a");

    assertThat(theirs.finish(done(lost, "1", clock.now()))).isEqualTo(Saved.NOT_OURS);

    assertThat(row("a")).isEqualTo(row);
    Run next = mine.due(AGENT, 1).getFirst();
    assertThat(theirs.finish(done(lost, "1", clock.now()))).isEqualTo(Saved.NOT_OURS);
    assertThat(mine.finish(done(next, "2", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    assertThat(theirs.finish(release(lost, clock.now()))).isEqualTo(Saved.NOT_OURS);
  }

  @Test
  void an_instance_that_has_beaten_again_is_not_taken_over() {
    theirs.begin(delivery(job("a")));
    Gone gone = gone();
    theirPlace.beat();

    assertThat(owned.takeOver(gone, AGENT, 2, 9)).isEqualTo(NOTHING);

    assertThat(row("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(sign(OTHER).gone()).isFalse();
  }

  @Test
  void a_takeover_marks_the_instance_as_gone_and_its_next_beat_takes_that_back() {
    Run lost = started(theirs.begin(delivery(job("a"))));
    Gone gone = gone();
    assertThat(ownership(OTHER).mine()).containsExactly(lost.key());

    owned.takeOver(gone, AGENT, 2, 9);

    assertThat(sign(OTHER)).isEqualTo(new Sign(gone.beat(), true, true));
    assertThat(ownership(OTHER).mine()).isEmpty();
    // it alone is told that it was gone, and only once
    assertThat(theirPlace.beat().get(OTHER)).isEqualTo(new Sign(gone.beat() + 1, true, true));
    assertThat(sign(OTHER)).isEqualTo(new Sign(gone.beat() + 1, true, false));
    assertThat(theirPlace.beat().get(OTHER)).isEqualTo(new Sign(gone.beat() + 2, true, false));
    assertThat(owned.takeOver(gone, AGENT, 2, 9)).isEqualTo(NOTHING);
  }

  @Test
  void an_instance_that_left_is_taken_over_too() {
    theirs.begin(delivery(job("a")));
    theirPlace.leave();
    assertThat(sign(OTHER).gone()).isTrue();

    assertThat(owned.takeOver(gone(), AGENT, 2, 9).ready()).isEqualTo(1);
  }

  @Test
  void an_instance_that_nobody_knows_is_not_taken_over() {
    Gone unknown = new Gone(new InstanceId("unknown"), -1);

    assertThat(owned.takeOver(unknown, AGENT, 2, 9)).isEqualTo(NOTHING);
    assertThat(myPlace.beat()).doesNotContainKey(unknown.instance());
  }

  @Test
  void an_owner_that_never_beat_shows_at_beat_0_and_can_be_taken_over() {
    InstanceId ghost = new InstanceId("ghost");
    open(ghost, clock).begin(delivery(job("a")));
    // a new seat looks around at once
    Membership late = membership(new InstanceId("late"));

    assertThat(late.beat()).containsEntry(ghost, new Sign(0, false, false));

    assertThat(owned.takeOver(new Gone(ghost, 0), AGENT, 2, 9).ready()).isEqualTo(1);
    late.leave();
  }

  @Test
  void a_job_that_is_lost_too_often_fails() {
    Delivery delivery = delivery(job("a"));
    theirs.begin(delivery);
    assertThat(owned.takeOver(gone(), AGENT, 1, 9).ready()).isEqualTo(1);
    theirs.due(AGENT, 1);
    clock.advance(Duration.ofSeconds(1));

    TakenOver taken = owned.takeOver(gone(), AGENT, 1, 9);

    assertThat(taken.ready()).isZero();
    JobEvent event = taken.ended().getFirst().event();
    assertThat(taken.ended()).containsExactly(new TakenOver.Ended(event, delivery.entry()));
    assertThat(event.status()).isEqualTo(JobState.FAILED);
    assertThat(event.error()).isEqualTo("its executor died 2 times while running it");
    assertThat(event.at()).isEqualTo(clock.now());
    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Ended(event));
    assertThat(row("a").lost()).isEqualTo(2);
    assertThat(row("a").failures()).isZero();
    assertThat(row("a").nextRunAt()).isNull();
    assertThat(history.attempts(delivery.jobId()))
        .extracting(AttemptRecord::outcome)
        .containsExactly("lost", "lost");
  }

  @Test
  void without_a_loss_to_spare_the_first_one_ends_the_job() {
    theirs.begin(delivery(job("a")));

    assertThat(owned.takeOver(gone(), AGENT, 0, 9).ended())
        .extracting(ended -> ended.event().error())
        .containsExactly("its executor died while running it");
  }

  @Test
  void a_run_that_was_to_be_cancelled_ends_as_cancelled() {
    Run run = started(theirs.begin(delivery(job("a"))));
    canceller.cancel(run.job().id());

    TakenOver taken = owned.takeOver(gone(), AGENT, 0, 9);

    assertThat(taken.ended())
        .extracting(ended -> ended.event().status())
        .containsExactly(JobState.CANCELLED);
    assertThat(row("a").state()).isEqualTo(JobState.CANCELLED);
    assertThat(row("a").error()).isNull();
    assertThat(theirs.finish(done(run, "1", clock.now()))).isEqualTo(Saved.NOT_OURS);
  }

  @Test
  void only_so_many_running_rows_of_that_role_and_instance_are_taken() {
    for (String id : List.of("a", "b", "c")) {
      theirs.begin(delivery(job(id)));
    }
    theirs.begin(delivery(Jobs.with(job("m"), MANAGER)));
    theirs.begin(delivery(notBefore(job("later"), clock.now().plusSeconds(9))));
    mine.begin(delivery(job("own")));

    Gone gone = gone();
    assertThat(owned.takeOver(gone, AGENT, 2, 2)).isEqualTo(new TakenOver(2, List.of(), true));
    assertThat(owned.takeOver(gone, AGENT, 2, 2)).isEqualTo(new TakenOver(1, List.of(), false));
    assertThat(owned.takeOver(gone, AGENT, 2, 2)).isEqualTo(NOTHING);

    assertThat(row("m").state()).isEqualTo(JobState.RUNNING);
    assertThat(row("later").state()).isEqualTo(JobState.SCHEDULED);
    assertThat(row("own").state()).isEqualTo(JobState.RUNNING);
    assertThat(ids(mine.due(AGENT, 9))).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void mine_are_the_runs_that_are_running_as_mine() {
    Run a = started(mine.begin(delivery(job("a"))));
    Run b = started(mine.begin(delivery(Jobs.with(job("b"), MANAGER))));
    Run c = started(mine.begin(delivery(job("c"))));
    mine.begin(delivery(notBefore(job("d"), clock.now().plusSeconds(9))));
    Run e = started(theirs.begin(delivery(job("e"))));
    mine.finish(retry(a, Duration.ZERO, "no", clock.now()));
    mine.finish(done(c, "1", clock.now()));
    Run again = mine.due(AGENT, 1).getFirst();

    assertThat(owned.mine()).isEqualTo(Set.of(again.key(), b.key()));
    assertThat(ownership(OTHER).mine()).isEqualTo(Set.of(e.key()));
    assertThat(owned.toCancel()).isEmpty();
  }

  @Test
  void instances_that_take_over_at_the_same_time_lose_no_run_and_take_none_twice()
      throws Exception {
    List<String> all = IntStream.range(0, 60).mapToObj(i -> "j" + i).toList();
    Together.all(all.stream().map(id -> Together.call(() -> theirs.begin(delivery(job(id))))));
    Gone gone = gone();
    List<Ownership> takers =
        List.of(owned, ownership(new InstanceId("third")), ownership(new InstanceId("fourth")));

    List<Integer> taken =
        Together.all(
            takers.stream().map(taker -> Together.call(() -> takeAll(taker, gone, AGENT))));

    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
    for (String id : all) {
      assertThat(row(id).lost()).isEqualTo(1);
      assertThat(history.attempts(new JobId(id))).hasSize(1);
    }
  }

  private static int takeAll(Ownership taker, Gone gone, Role role) {
    int ready = 0;
    TakenOver taken;
    do {
      taken = taker.takeOver(gone, role, 9, 7);
      ready += taken.ready();
    } while (taken.more());
    return ready;
  }

  @Test
  void a_run_that_ends_while_it_is_taken_over_is_either_saved_or_lost() throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      runs.add(started(theirs.begin(delivery(job("j" + i)))));
    }
    Gone gone = gone();
    Stream<Callable<Object>> ends =
        runs.stream().map(run -> () -> theirs.finish(done(run, "1", clock.now())));
    Stream<Callable<Object>> takeover = Stream.of(() -> takeAll(owned, gone, AGENT));

    List<Object> answers = Together.all(Stream.concat(ends, takeover));

    for (int i = 0; i < runs.size(); i++) {
      JobState state = row("j" + i).state();
      assertThat(answers.get(i))
          .isEqualTo(state == JobState.COMPLETED ? Saved.AS_GIVEN : Saved.NOT_OURS);
      assertThat(state).isIn(JobState.COMPLETED, JobState.READY);
      assertThat(history.attempts(runs.get(i).job().id())).hasSize(1);
    }
  }
}

package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static io.github.backendexecutor.executor.testing.Jobs.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of endings that were kept. Stores are spools, too.
public abstract class SpoolContract extends CancelContract {
  private static void keep(JobStore store, Ending ending) throws IOException {
    ((Spool) store).keep(ending);
  }

  @Test
  void a_kept_ending_is_saved_before_its_entry_can_begin_again() throws Exception {
    Delivery delivery = delivery(job("a"));
    Ending ending = done(started(mine.begin(delivery)), "{\"text\":\"Ω\\n\"}", clock.now());

    keep(mine, ending);

    assertThat(row("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(mine.begin(delivery)).isEqualTo(new Begun.Ended(event(ending)));
    assertThat(row("a").output()).isEqualTo(new JsonText("{\"text\":\"Ω\\n\"}"));
    assertThat(history.attempts(delivery.jobId()))
        .extracting(AttemptRecord::log)
        .containsExactly("log of done");
  }

  @Test
  void who_asks_when_the_next_row_is_due_has_what_was_kept_saved() throws Exception {
    Run run = started(mine.begin(delivery(job("a"))));
    keep(mine, retry(run, Duration.ofSeconds(5), "no", clock.now()));

    assertThat(mine.nextDue(List.of(AGENT)))
        .containsExactlyEntriesOf(java.util.Map.of(AGENT, clock.now().plusSeconds(5)));

    assertThat(row("a").error()).isEqualTo("no");
    clock.advance(Duration.ofSeconds(5));
    assertThat(mine.due(AGENT, 9)).extracting(Run::attempt).containsExactly(2);
    assertThat(mine.due(AGENT, 9)).isEmpty();
  }

  @Test
  void a_kept_ending_of_a_run_that_was_lost_changes_nothing() throws Exception {
    Run run = started(theirs.begin(delivery(job("a"))));
    keep(theirs, done(run, "1", clock.now()));
    owned.takeOver(gone(), AGENT, 2, 9);
    JobRecord row = row("a");

    theirs.nextDue(List.of(AGENT));

    assertThat(row("a")).isEqualTo(row);
    assertThat(mine.due(AGENT, 9)).extracting(Run::attempt).containsExactly(2);
  }

  @Test
  void a_kept_ending_of_a_job_that_is_cancelled_meanwhile_is_saved_as_cancelled() throws Exception {
    Run run = started(mine.begin(delivery(job("a"))));
    keep(mine, done(run, "1", clock.now()));
    assertThat(canceller.cancel(run.job().id())).isEqualTo(CancelAnswer.STOPPING);

    mine.nextDue(List.of(AGENT));

    assertThat(row("a").state()).isEqualTo(JobState.CANCELLED);
    assertThat(row("a").output()).isNull();
  }

  @Test
  void an_ending_that_is_kept_twice_and_finished_too_is_saved_once() throws Exception {
    Run run = started(mine.begin(delivery(job("a"))));
    Ending ending = retry(run, Duration.ZERO, "no", clock.now());
    keep(mine, ending);
    keep(mine, ending);

    assertThat(mine.finish(ending)).isEqualTo(Saved.AS_GIVEN);

    assertThat(row("a").failures()).isEqualTo(1);
    assertThat(history.attempts(run.job().id())).hasSize(1);
  }
}

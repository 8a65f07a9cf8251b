package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InMemoryJobStoreTest extends JobStoreContract {
  private final InMemoryJobStore rows = new InMemoryJobStore(ME, clock);

  @Override
  protected JobStore open(InstanceId owner, Clock time) {
    return rows.as(owner);
  }

  @Override
  protected JobHistory history() {
    return rows;
  }

  @Override
  protected Desk desk() {
    InMemoryAudit audit = new InMemoryAudit(clock);
    return new Desk(
        rows.lists(),
        rows.counts(),
        rows.operator(audit),
        audit,
        new InMemoryControls(audit),
        new InMemorySubmissions(clock),
        rows.housekeeping());
  }

  @Override
  protected Ownership ownership(InstanceId owner) {
    return rows.as(owner);
  }

  @Override
  protected Canceller canceller() {
    return rows;
  }

  @Override
  protected Membership membership(InstanceId instance) {
    return rows.as(instance).membership();
  }

  @Test
  void a_store_that_is_down_changes_nothing() {
    rows.goDown();
    Delivery delivery = Jobs.delivery(Jobs.job("a"));
    assertThatThrownBy(() -> rows.begin(delivery)).isInstanceOf(StoreUnavailable.class);

    rows.comeBack();

    assertThat(rows.jobs(JobHistory.Filter.ANY, 9)).isEmpty();
  }

  @Test
  void a_lost_answer_is_a_change_that_was_made() {
    rows.loseNextAnswer();
    Delivery delivery = Jobs.delivery(Jobs.job("a"));
    assertThatThrownBy(() -> rows.begin(delivery)).isInstanceOf(StoreUnavailable.class);

    assertThat(rows.jobs(JobHistory.Filter.ANY, 9)).hasSize(1);
    assertThat(rows.begin(delivery)).isInstanceOf(Begun.Started.class);
  }

  @Test
  void a_claim_whose_answer_was_lost_is_handed_out_by_the_next_call() {
    Run first = ((Begun.Started) rows.begin(Jobs.delivery(Jobs.job("a")))).run();
    rows.finish(Jobs.release(first, clock.now()));
    rows.loseNextAnswer();
    assertThatThrownBy(() -> rows.due(Jobs.AGENT, 5)).isInstanceOf(StoreUnavailable.class);

    assertThat(rows.due(Jobs.AGENT, 5)).extracting(Run::attempt).containsExactly(2);
    assertThat(rows.due(Jobs.AGENT, 5)).isEmpty();
  }

  @Test
  void what_a_dead_process_kept_is_saved_by_the_next_one_in_its_place() throws Exception {
    Run run = started(rows.begin(Jobs.delivery(Jobs.job("a"))));
    rows.goDown();
    rows.keep(Jobs.done(run, "1", clock.now()));
    InMemoryJobStore next = rows.restartedAs(OTHER);
    assertThat(next.spooled()).isEqualTo(1);
    assertThatThrownBy(() -> next.due(Jobs.AGENT, 1)).isInstanceOf(StoreUnavailable.class);

    rows.comeBack();
    next.due(Jobs.AGENT, 1);

    assertThat(row("a").state()).isEqualTo(JobState.COMPLETED);
    assertThat(next.spooled()).isZero();
  }

  @Test
  void a_full_disk_keeps_nothing() {
    Run run = started(rows.begin(Jobs.delivery(Jobs.job("a"))));
    rows.fillDisk();

    assertThatThrownBy(() -> rows.keep(Jobs.done(run, "1", clock.now())))
        .isInstanceOf(IOException.class);

    rows.emptyDisk();
    assertThat(rows.spooled()).isZero();
  }
}

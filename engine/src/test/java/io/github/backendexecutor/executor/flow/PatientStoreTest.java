package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.Spool;
import io.github.backendexecutor.executor.testing.AroundStore;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PatientStoreTest {
  private static final long PLENTY = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final InMemoryJobStore store = new InMemoryJobStore(new InstanceId("me"), clock);
  private final Outage outage = new Outage("the database", clock, () -> 0.5);
  private final Tally tally = new Tally();

  @Test
  void a_result_waits_in_memory_until_the_database_is_back() {
    PatientStore patient = patient(PLENTY);
    Run run = begun("a");
    store.goDown();
    CompletableFuture<Optional<Saved>> saved = finish(patient, run);
    await().until(outage::present);
    store.comeBack();
    assertThat(inTime(saved)).contains(Saved.AS_GIVEN);
    assertThat(outage.present()).isFalse();
  }

  @Test
  void results_that_memory_should_not_hold_go_to_the_disk_and_their_outage_with_them() {
    PatientStore patient = patient(10);
    Run run = begun("a");
    store.goDown();
    assertThat(finish(patient, run).join()).isEmpty();
    assertThat(tally.counts().kept()).isEqualTo(1);
    assertThat(outage.present()).isFalse();
    store.comeBack();
    begun("b"); // the next write saves what was kept
    assertThat(store.job(new JobId("a")).orElseThrow().state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_stop_asks_a_database_that_is_away_no_more() {
    PatientStore patient = patient(PLENTY);
    Run run = begun("a");
    store.goDown();
    CompletableFuture<Void> failed =
        CompletableFuture.runAsync(() -> outage.failed("look", new IllegalStateException("away")));
    await().until(outage::present);
    outage.shut();
    failed.join();
    store.loseNextAnswer(); // whoever asks now meets this
    store.comeBack();
    assertThat(finish(patient, run).join()).isEmpty();
    assertThat(tally.counts().kept()).isEqualTo(1);
  }

  @Test
  void a_full_disk_leaves_the_result_in_memory() {
    PatientStore patient = patient(10);
    Run run = begun("a");
    store.goDown();
    store.fillDisk();
    CompletableFuture<Optional<Saved>> saved = finish(patient, run);
    await().until(outage::present);
    store.comeBack();
    assertThat(inTime(saved)).contains(Saved.AS_GIVEN);
  }

  @Test
  void too_little_memory_for_a_result_is_waited_for_like_an_outage() {
    Run run = begun("a");
    store.goDown();
    Spool exhausted =
        _ -> {
          store.comeBack();
          throw new OutOfMemoryError("no room for a copy");
        };
    PatientStore patient = patient(10, store, exhausted);
    CompletableFuture<Optional<Saved>> saved = finish(patient, run);
    assertThat(inTime(saved)).contains(Saved.AS_GIVEN);
  }

  @Test
  void a_result_that_memory_was_too_little_to_hand_in_is_handed_in_again() {
    Run run = begun("a");
    PatientStore patient = patient(PLENTY, new Narrow(store), store);
    CompletableFuture<Optional<Saved>> saved = finish(patient, run);
    assertThat(inTime(saved)).contains(Saved.AS_GIVEN);
    assertThat(outage.present()).isFalse();
  }

  @Test
  void whoever_calls_back_does_not_wait_for_memory() {
    Run run = begun("a");
    PatientStore patient = patient(PLENTY, new Exhausted(store), store);
    CompletableFuture<Optional<Saved>> saved = finish(patient, run); // called back by this thread
    assertThat(inTime(saved)).contains(Saved.AS_GIVEN);
  }

  /// Had too little memory for the batch of an ending, and calls back at once.
  private record Exhausted(JobStore store) implements AroundStore {
    @Override
    public void finish(Ending ending, Consumer<Supplier<Saved>> whenDone) {
      whenDone.accept(() -> {
        throw new IllegalStateException(new OutOfMemoryError("no room for a batch"));
      });
    }
  }

  /// Has too little memory for endings that nobody waits for.
  private record Narrow(JobStore store) implements AroundStore {
    @Override
    public void finish(Ending ending, Consumer<Supplier<Saved>> whenDone) {
      throw new OutOfMemoryError("no room for a copy");
    }
  }

  private PatientStore patient(long mostWaiting) {
    return patient(mostWaiting, store, store);
  }

  private PatientStore patient(long mostWaiting, JobStore rows, Spool spool) {
    return new PatientStore(
        new Rows(rows, store, spool), outage, tally, new Threads(), mostWaiting);
  }

  private CompletableFuture<Optional<Saved>> finish(PatientStore patient, Run run) {
    var saved = new CompletableFuture<Optional<Saved>>();
    patient.finish(Jobs.done(run, "1", clock.now()), answer -> saved.complete(answer.get()));
    return saved;
  }

  /// Lets the time go on until there is an answer.
  private Optional<Saved> inTime(CompletableFuture<Optional<Saved>> saved) {
    await()
        .until(() -> {
          clock.advance(Duration.ofSeconds(1));
          return saved.isDone();
        });
    return saved.join();
  }

  private Run begun(String id) {
    return ((Begun.Started) store.begin(Jobs.delivery(Jobs.job(id)))).run();
  }
}

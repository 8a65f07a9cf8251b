package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store as a job sees it: a call is answered when it has succeeded, however long the database
/// is away. Results of runs that ended meanwhile wait in memory, and on the disk when memory should
/// hold no more of them or the process stops.
final class PatientStore {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);

  private final Rows rows;
  private final Outage outage;
  private final Tally tally;
  private final Threads threads;
  private final long mostWaiting;
  private final AtomicLong waiting = new AtomicLong();

  /// @param mostWaiting how much results may weigh that wait in memory
  PatientStore(Rows rows, Outage outage, Tally tally, Threads threads, long mostWaiting) {
    this.rows = rows;
    this.outage = outage;
    this.tally = tally;
    this.threads = threads;
    this.mostWaiting = mostWaiting;
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#begin]. Throws StoreUnavailable only when
  /// the process is stopping and the database is still away.
  Begun begin(Delivery delivery) {
    while (true) {
      try {
        return answered("begin", () -> rows.store().begin(delivery));
      } catch (StoreUnavailable e) {
        if (outage.isShut()) {
          throw e;
        }
        outage.failed("begin", e);
      }
    }
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#begin]. Asks once, and so throws as that
  /// does.
  List<Begun> beginTogether(List<Delivery> deliveries) {
    return answered("begin", () -> rows.store().begin(deliveries));
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#finish]. Keeps no thread waiting while
  /// the database answers.
  ///
  /// @param whenDone called once, like the store's own. What it gets is empty when the ending is on
  ///   the disk and is saved later, and throws StoreUnavailable only when the process is stopping,
  ///   the database is still away, and the disk refuses the ending too
  void finish(Ending ending, Consumer<Supplier<Optional<Saved>>> whenDone) {
    long size = ending.weight();
    waiting.addAndGet(size);
    Consumer<Supplier<Optional<Saved>>> done =
        answer -> {
          waiting.addAndGet(-size);
          whenDone.accept(answer);
        };
    if (outage.isShut() && outage.present() && keep(ending)) {
      done.accept(Optional::empty); // there is no time left to ask a database that does not answer
    } else {
      ask(ending, done);
    }
  }

  private void ask(Ending ending, Consumer<Supplier<Optional<Saved>>> whenDone) {
    try {
      rows.store().finish(ending, answer -> answered(ending, answer, whenDone));
    } catch (OutOfMemoryError e) {
      startWaiting(ending, tooLittleMemory(e), whenDone);
    }
  }

  private void answered(
      Ending ending, Supplier<Saved> answer, Consumer<Supplier<Optional<Saved>>> whenDone) {
    Saved saved;
    try {
      saved = answered("finish", answer);
    } catch (StoreUnavailable e) {
      startWaiting(ending, e, whenDone);
      return;
    } catch (RuntimeException e) {
      whenDone.accept(() -> {
        throw e;
      });
      return;
    }
    whenDone.accept(() -> Optional.of(saved));
  }

  private void startWaiting(
      Ending ending, StoreUnavailable why, Consumer<Supplier<Optional<Saved>>> whenDone) {
    try {
      threads.start(() -> waitAndAsk(ending, why, whenDone));
    } catch (OutOfMemoryError _) { // then others wait for this thread, but no result is lost
      waitAndAsk(ending, why, whenDone);
    }
  }

  private void waitAndAsk(
      Ending ending, StoreUnavailable why, Consumer<Supplier<Optional<Saved>>> whenDone) {
    if ((waiting.get() > mostWaiting || outage.isShut()) && keep(ending)) {
      whenDone.accept(Optional::empty);
    } else if (outage.isShut()) {
      whenDone.accept(() -> {
        throw why;
      });
    } else {
      outage.failed("finish", why);
      ask(ending, whenDone);
    }
  }

  private boolean keep(Ending ending) {
    try {
      rows.spool().keep(ending);
      tally.kept();
      outage.worked("finish"); // nobody is left who would say so later
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (outage.isShut()) {
        LOG.error("the result is lost, the disk cannot keep it either: {}", e.toString());
      }
      return false;
    }
  }

  private <T> T answered(String party, Supplier<T> call) {
    try {
      T answer = call.get();
      outage.worked(party);
      return answer;
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) { // it answered, and refused what was asked
      outage.worked(party);
      throw e;
    } catch (OutOfMemoryError e) { // a result must not be lost to it: others give memory back
      throw tooLittleMemory(e);
    }
  }

  private static StoreUnavailable tooLittleMemory(OutOfMemoryError e) {
    return new StoreUnavailable("there is too little memory to ask the database", e);
  }
}

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

  /// See [io.github.backendexecutor.executor.spi.JobStore#finish]. No thread waits while the
  /// database answers; an ending that it does not take gets one of its own.
  ///
  /// @param whenDone called once, and throws nothing. It asks what it gets once, and may have to
  ///   wait for the answer: empty when the ending is on the disk and is saved later.
  ///   StoreUnavailable is thrown only when the process is stopping, the database is still away,
  ///   and the disk refuses the ending too
  void finish(Ending ending, Consumer<Supplier<Optional<Saved>>> whenDone) {
    long inMemory = waiting.addAndGet(ending.weight());
    if (outage.isShut() && outage.present() && keep(ending)) {
      waiting.addAndGet(-ending.weight());
      whenDone.accept(Optional::empty); // no time is left to ask a database that does not answer
      return;
    }
    try {
      rows.store().finish(ending, answer -> handBack(ending, inMemory, answer, whenDone));
    } catch (RuntimeException e) { // it could not be handed in
      handBack(ending, inMemory, thrown(e), whenDone);
    } catch (OutOfMemoryError e) {
      handBack(ending, inMemory, thrown(tooLittleMemory(e)), whenDone);
    }
  }

  private void handBack(
      Ending ending,
      long inMemory,
      Supplier<Saved> answer,
      Consumer<Supplier<Optional<Saved>>> whenDone) {
    Supplier<Optional<Saved>> patient = () -> patient(ending, inMemory, answer);
    if (!meetsOutage(answer)) {
      whenDone.accept(patient);
      return;
    }
    try {
      threads.start(() -> whenDone.accept(patient));
    } catch (OutOfMemoryError _) { // then others wait for this thread, but no result is lost
      whenDone.accept(patient);
    }
  }

  private boolean meetsOutage(Supplier<Saved> answer) {
    try {
      answered("finish", answer);
      return false;
    } catch (StoreUnavailable _) {
      return true;
    } catch (RuntimeException _) {
      return false;
    }
  }

  private Optional<Saved> patient(Ending ending, long inMemory, Supplier<Saved> first) {
    try {
      Supplier<Saved> answer = first;
      while (true) {
        try {
          return Optional.of(answered("finish", answer));
        } catch (StoreUnavailable e) {
          boolean stopping = outage.isShut();
          if ((stopping || inMemory > mostWaiting) && keep(ending)) {
            return Optional.empty();
          }
          if (stopping) {
            throw e;
          }
          outage.failed("finish", e);
          answer = () -> rows.store().finish(ending);
        }
      }
    } finally {
      waiting.addAndGet(-ending.weight());
    }
  }

  private static Supplier<Saved> thrown(RuntimeException why) {
    return () -> {
      throw why;
    };
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
      if (e.getCause() instanceof OutOfMemoryError exhausted) {
        throw tooLittleMemory(exhausted);
      }
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

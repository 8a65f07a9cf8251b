package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store as a job sees it: a call returns when it has succeeded, however long the database is
/// away. Results of runs that ended meanwhile are kept by their waiting threads, and on the disk
/// when memory should hold no more of them or the process stops.
final class PatientStore {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);

  private final Rows rows;
  private final Outage outage;
  private final Tally tally;
  private final long mostWaiting;
  private final AtomicLong waiting = new AtomicLong();

  /// @param mostWaiting how much results may weigh that wait in memory
  PatientStore(Rows rows, Outage outage, Tally tally, long mostWaiting) {
    this.rows = rows;
    this.outage = outage;
    this.tally = tally;
    this.mostWaiting = mostWaiting;
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#begin]. Throws StoreUnavailable only when
  /// the process is stopping and the database is still away.
  Begun begin(Delivery delivery) {
    while (true) {
      try {
        return answered("begin", () -> rows.store().begin(delivery));
      } catch (StoreUnavailable e) {
        waitOrThrow("begin", e);
      }
    }
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#begin]. Asks once, and so throws as that
  /// does.
  List<Begun> beginTogether(List<Delivery> deliveries) {
    return answered("begin", () -> rows.store().begin(deliveries));
  }

  /// See [io.github.backendexecutor.executor.spi.JobStore#finish]; null when the ending is on the
  /// disk and is saved later. Throws StoreUnavailable only when the process is stopping, the
  /// database is still away, and the disk refuses the ending too.
  @Nullable Saved finish(Ending ending) {
    long size = ending.weight();
    long inMemory = waiting.addAndGet(size);
    try {
      if (outage.isShut() && outage.present() && keep(ending)) {
        return null; // there is no time left to ask a database that does not answer
      }
      while (true) {
        try {
          return answered("finish", () -> rows.store().finish(ending));
        } catch (StoreUnavailable e) {
          if ((inMemory > mostWaiting || outage.isShut()) && keep(ending)) {
            return null;
          }
          waitOrThrow("finish", e);
        }
      }
    } finally {
      waiting.addAndGet(-size);
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

  private void waitOrThrow(String party, StoreUnavailable why) {
    if (outage.isShut()) {
      throw why;
    }
    outage.failed(party, why);
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
      throw new StoreUnavailable("there is too little memory to ask the database", e);
    }
  }
}

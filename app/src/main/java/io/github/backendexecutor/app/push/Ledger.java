package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Evidence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what became of each telling; no fault of whoever keeps it reaches the teller.
record Ledger(Evidence evidence, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  void keep(PushEvent event, String to, Outcome outcome, long count, String detail) {
    Notification kept = event.became(to, outcome, count, detail, clock.now());
    LOG.debug("{} to {}: {}", event.eventId(), to, kept.inWords());
    try {
      evidence.keep(kept);
    } catch (RuntimeException e) {
      LOG.warn("what became of {} could not be kept", event.eventId(), e);
    }
  }

  void keep(Parcel parcel, Outcome outcome, String detail) {
    keep(parcel, outcome, 0, detail);
  }

  void keep(Parcel parcel, Outcome outcome, long count, String detail) {
    keep(parcel.event(), parcel.toWhom(), outcome, count, detail);
  }
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what became of each telling; no fault of whoever keeps it reaches the teller.
record Ledger(Evidence evidence, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  void keep(PushEvent event, String to, Outcome outcome, String detail) {
    LOG.debug("{} to {}: {} {}", event.eventId(), to, outcome.words(), detail);
    try {
      evidence.keep(event.became(to, outcome, detail, clock.now()));
    } catch (RuntimeException e) {
      LOG.warn("what became of {} could not be kept", event.eventId(), e);
    }
  }

  void keep(Parcel parcel, Outcome outcome, String detail) {
    keep(parcel.event(), parcel.toWhom(), outcome, detail);
  }
}

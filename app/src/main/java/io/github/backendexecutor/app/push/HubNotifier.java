package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.hub.Clients.Recipients;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bell: tells the connection that a job names, and whoever follows the job or its workflow.
/// Clients held here have it in their outbox when this returns; for those elsewhere it is queued.
final class HubNotifier implements Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(HubNotifier.class);

  /// Whatever else a producer writes there is no SignalR connection, and could name a channel that
  /// is none of a connection.
  private static final Pattern CONNECTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private static final String CONNECTION = "connection";

  private final Mailboxes mailboxes;
  private final RedisRound round;
  private final Consumer<Parcel> redis;
  private final Consumer<Parcel> elsewhere;
  private final JobEvents events;
  private final Ledger ledger;

  /// @param redis takes what is for the followers at other instances
  /// @param elsewhere takes what is for an audience that is not here: the same, or Azure
  HubNotifier(
      Mailboxes mailboxes,
      RedisRound round,
      Consumer<Parcel> redis,
      Consumer<Parcel> elsewhere,
      JobEvents events,
      Ledger ledger) {
    this.mailboxes = mailboxes;
    this.round = round;
    this.redis = redis;
    this.elsewhere = elsewhere;
    this.events = events;
    this.ledger = ledger;
  }

  @Override
  public void tell(JobEvent jobEvent) {
    PushEvent event = new PushEvent(new NumberedEvent(jobEvent, number(jobEvent)));
    try {
      tellConnection(event);
      event.others().forEach(to -> elsewhere.accept(parcel(event, to)));
      event.topics().forEach(topic -> tellFollowers(event, topic));
    } catch (RuntimeException e) { // a bell that fails is no fault of the job
      LOG.warn("{} could not be told", event.eventId(), e);
      ledger.keep(event, CONNECTION, Outcome.FAILED, 0, String.valueOf(e.getMessage()));
    }
  }

  /// Without its numbers an event is told all the same: it is only not waited for in order.
  private EventNumber number(JobEvent event) {
    try {
      return events.number(event);
    } catch (StoreUnavailable e) {
      LOG.debug("{} is told without its numbers", event.eventId(), e);
      return EventNumber.NONE;
    }
  }

  private void tellConnection(PushEvent event) {
    String id = event.connectionId();
    if (id.isEmpty()) {
      return;
    }
    if (!CONNECTION_ID.matcher(id).matches()) {
      ledger.keep(event, CONNECTION, Outcome.FAILED, 0, "the connectionId is none");
    } else if (!round.isAwaited(id) && isHere(id, event)) {
      ledger.keep(event, CONNECTION, Outcome.WRITTEN_LOCALLY, 1, "");
    } else {
      elsewhere.accept(parcel(event, new Address.Connection(id)));
    }
  }

  private boolean isHere(String connectionId, PushEvent event) {
    return mailboxes.isHere(connectionId) && mailboxes.deliver(connectionId, event.letter());
  }

  private void tellFollowers(PushEvent event, String topic) {
    Recipients followers = mailboxes.group(topic).except(event.connectionIds());
    if (!followers.isEmpty()) {
      int here = mailboxes.deliver(followers, event.letter());
      ledger.keep(event, "subscribers", Outcome.WRITTEN_LOCALLY, here, "");
    }
    redis.accept(parcel(event, new Address.Group(topic)));
  }

  private Parcel parcel(PushEvent event, Audience to) {
    return new Parcel(event, to, ledger.clock().nanos());
  }
}

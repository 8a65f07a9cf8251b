package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Notification.Outcome;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import java.util.List;
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

  private final Mailboxes mailboxes;
  private final RedisRound round;
  private final Consumer<Parcel> redis;
  private final Consumer<Parcel> elsewhere;
  private final Ledger ledger;
  private final Clock clock;

  /// @param redis takes what is for the followers at other instances
  /// @param elsewhere takes what is for an audience that is not here: the same, or Azure
  HubNotifier(
      Mailboxes mailboxes,
      RedisRound round,
      Consumer<Parcel> redis,
      Consumer<Parcel> elsewhere,
      Ledger ledger,
      Clock clock) {
    this.mailboxes = mailboxes;
    this.round = round;
    this.redis = redis;
    this.elsewhere = elsewhere;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void tell(JobEvent jobEvent) {
    PushEvent event = new PushEvent(jobEvent);
    try {
      tellConnection(event);
      event.others().forEach(to -> elsewhere.accept(parcel(event, to)));
      event.topics().forEach(topic -> tellFollowers(event, topic));
    } catch (RuntimeException e) { // a bell that fails is no fault of the job
      LOG.warn("{} could not be told", event.eventId(), e);
      ledger.keep(event, "connection", Outcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void tellConnection(PushEvent event) {
    String id = event.connectionId();
    if (id.isEmpty()) {
      return;
    }
    if (!CONNECTION_ID.matcher(id).matches()) {
      ledger.keep(event, "connection", Outcome.FAILED, "the connectionId is none");
    } else if (!round.isAwaited(id) && isHere(id, event)) {
      ledger.keep(event, "connection", Outcome.WRITTEN_LOCALLY, "");
    } else {
      elsewhere.accept(parcel(event, new Address.Connection(id)));
    }
  }

  private boolean isHere(String connectionId, PushEvent event) {
    return mailboxes.isHere(connectionId) && mailboxes.deliver(connectionId, event.letter());
  }

  private void tellFollowers(PushEvent event, String topic) {
    if (mailboxes.follows(topic)) {
      List<String> told = event.connectionIds();
      int here = mailboxes.deliverToFollowers(topic, event.letter(), told);
      if (here > 0) {
        ledger.keep(event, "subscribers", Outcome.WRITTEN_LOCALLY, Integer.toString(here));
      }
    }
    redis.accept(parcel(event, new Address.Group(topic)));
  }

  private Parcel parcel(PushEvent event, Audience to) {
    return new Parcel(event, to, clock.nanos());
  }
}

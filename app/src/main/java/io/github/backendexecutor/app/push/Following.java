package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Mailbox.Letter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.signalr.hub.Groups;
import io.github.backendexecutor.signalr.hub.HubCall;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubException;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What clients may ask of the hub: to follow a job or a workflow, and to stop. Who begins to
/// follow hears first what it missed. The order makes it whole: what comes is held, then the group
/// is joined, then the past is read, so that each event is in the past, or comes, or both.
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /// Outputs of missed events are sent only up to so many characters, half of what may wait for a
  /// client; clients read the others from the job.
  private static final long MOST_OUTPUT = Mailboxes.MOST_WAITING_BYTES / 2;

  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

  private final Mailboxes mailboxes;
  private final Groups groups;
  private final EventsSince events;
  private final HubAccess access;

  Following(Mailboxes mailboxes, Groups groups, EventsSince events, HubAccess access) {
    this.mailboxes = mailboxes;
    this.groups = groups;
    this.events = events;
    this.access = access;
  }

  /// The methods of the hub. They are made before it is, so they ask for what they need of it.
  static HubMethods methods(Supplier<Following> following) {
    return HubMethods.standard()
        .with(
            "Subscribe",
            List.of(Parameter.text("id"), Parameter.text("lastEventId").orNothing()),
            call -> following.get().subscribe(call))
        .with(
            "Unsubscribe",
            List.of(Parameter.text("id")),
            call -> following.get().unsubscribe(call));
  }

  /// Answers how many events there were to be missed.
  private @Nullable Object subscribe(HubCall call) {
    String id = call.text(0);
    HubConnection connection = call.connection();
    if (!JobId.isValid(id) || !access.maySee(connection.user(), id)) {
      throw new HubException("There is no job or workflow '" + shortened(id) + "' for you.");
    }
    Mailbox mailbox = mailboxes.box(connection);
    List<Letter> missed = List.of();
    mailbox.hold();
    try {
      missed = join(connection.id(), id, (String) call.argument(1));
    } finally {
      mailbox.release(missed);
    }
    return missed.size();
  }

  private List<Letter> join(String connectionId, String id, @Nullable String lastEventId) {
    if (!groups.add(connectionId, PushEvent.TOPIC + id)) {
      throw new HubException("You follow too many jobs.");
    }
    try {
      return letters(events.after(id, lastEventId).stream().map(PushEvent::new).toList());
    } catch (StoreUnavailable e) {
      groups.remove(connectionId, PushEvent.TOPIC + id);
      LOG.debug("connection {} cannot follow {}", connectionId, id, e);
      throw new HubException("The past cannot be read now. Try again.");
    }
  }

  private @Nullable Object unsubscribe(HubCall call) {
    groups.remove(call.connection().id(), PushEvent.TOPIC + call.text(0));
    return null;
  }

  /// Redis was away: whoever follows something here is sent what others may have told meanwhile.
  void catchUp(Instant since) {
    Instant from = since.minus(CLOCKS_DIFFER);
    mailboxes
        .everyoneFollowing()
        .forEach((topic, connections) -> catchUp(topic, connections, from));
  }

  private void catchUp(String topic, List<HubConnection> connections, Instant from) {
    try {
      List<PushEvent> missed =
          events.after(topic.substring(PushEvent.TOPIC.length()), null).stream()
              .map(PushEvent::new)
              .filter(event -> !event.at().isBefore(from))
              .toList();
      List<Letter> letters = letters(missed);
      connections.forEach(connection -> letters.forEach(mailboxes.box(connection)::put));
    } catch (StoreUnavailable e) {
      LOG.warn("Followers of {} may have missed events: {}", topic, e.getMessage());
      connections.forEach(connection -> connection.close(null, true)); // they come back and ask
    }
  }

  private static List<Letter> letters(List<PushEvent> missed) {
    long output = 0;
    List<Letter> letters = new ArrayList<>();
    for (PushEvent event : missed) {
      output += event.outputLength();
      letters.add(output <= MOST_OUTPUT ? event.letter() : event.letterWithoutOutput());
    }
    return letters;
  }

  private static String shortened(String id) {
    return id.length() <= 64 ? id : id.substring(0, 64) + "…";
  }
}

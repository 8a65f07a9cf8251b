package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Mailbox.Gap;
import io.github.backendexecutor.app.push.Mailbox.Missing;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.signalr.hub.Groups;
import io.github.backendexecutor.signalr.hub.HubCall;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubException;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubThreads;
import io.github.backendexecutor.signalr.hub.Parameter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What clients may ask of the hub: to follow a job or a workflow, and to stop. Who begins to
/// follow hears first what it missed, out of the database. The order makes it whole: what comes is
/// held, then the group is joined, then the past is read, so that each event is in the past, or
/// comes, or both.
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private static final Duration MOMENT = Duration.ofMillis(30);

  private final Mailboxes mailboxes;
  private final Groups groups;
  private final Replay replay;
  private final HubAccess access;
  private final Clock clock;

  Following(Mailboxes mailboxes, Groups groups, Replay replay, HubAccess access, Clock clock) {
    this.mailboxes = mailboxes;
    this.groups = groups;
    this.replay = replay;
    this.access = access;
    this.clock = clock;
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
    mailbox.hold();
    try {
      return join(mailbox, id, (String) call.argument(1));
    } finally {
      mailbox.release();
    }
  }

  private int join(Mailbox mailbox, String id, @Nullable String lastEventId) {
    String connection = mailbox.connection().id();
    if (!groups.add(connection, PushEvent.TOPIC + id)) {
      throw new HubException("You follow too many jobs.");
    }
    try {
      return replay.begin(mailbox, id, lastEventId);
    } catch (StoreUnavailable e) {
      leave(mailbox, id);
      LOG.debug("connection {} cannot follow {}", connection, shortened(id), e);
      throw new HubException("The past cannot be read now. Try again.");
    }
  }

  private @Nullable Object unsubscribe(HubCall call) {
    leave(mailboxes.box(call.connection()), call.text(0));
    return null;
  }

  private void leave(Mailbox mailbox, String id) {
    groups.remove(mailbox.connection().id(), PushEvent.TOPIC + id);
    mailbox.unfollow(new Feed.OfJob(id));
    mailbox.unfollow(new Feed.OfWorkflow(id));
  }

  /// Something in between has not come. Most often it comes a moment later, told by another thread;
  /// else it is looked up, while the mailbox keeps what comes.
  void lookUp(Gap gap) {
    clock.alarm(MOMENT, () -> HubThreads.start("look-up", () -> lookUpUnlessItCame(gap)));
  }

  private void lookUpUnlessItCame(Gap gap) {
    Missing missing = gap.box().missing(gap.feed());
    if (missing != null) {
      lookUpAndRelease(missing);
    }
  }

  private void lookUpAndRelease(Missing missing) {
    try {
      replay.missing(missing);
    } catch (StoreUnavailable e) {
      LOG.warn("{} may have missed events: {}", missing.box().connection(), e.getMessage());
      missing.box().connection().close(null, true); // it comes back and asks
    } finally {
      missing.box().release();
    }
  }

  /// Redis was away: everybody here is sent what others may have told meanwhile, each on a thread
  /// of its own, since one that reads slowly must not keep the others waiting.
  void catchUp() {
    for (Mailbox mailbox : mailboxes.all()) {
      List<Missing> all = mailbox.everything();
      if (!all.isEmpty()) {
        all.forEach(_ -> mailbox.hold());
        HubThreads.start("catch-up", () -> all.forEach(this::lookUpAndRelease));
      }
    }
  }

  private static String shortened(String id) {
    return id.length() <= 64 ? id : id.substring(0, 64) + "…";
  }
}

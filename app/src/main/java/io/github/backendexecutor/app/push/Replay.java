package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Mailbox.Missing;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.signalr.hub.HubConnection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends clients what they have missed, page by page and no faster than they read.
///
/// Throws [io.github.backendexecutor.executor.spi.StoreUnavailable] when the past cannot be read.
final class Replay {
  private static final int PAGE = 200;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JobEvents events;
  private final PlainJobs plainJobs;
  private final Clock clock;
  private final Rest rest;

  Replay(HubStore store, Clock clock, Rest rest) {
    this.events = store.events();
    this.plainJobs = new PlainJobs(store.history());
    this.clock = clock;
    this.rest = rest;
  }

  /// Begins to follow the job of this id and the workflow of this id, and sends what came after the
  /// event that the client heard last: everything when it names none, or one that is not known.
  /// Answers how many events it was sent.
  int begin(Mailbox box, String id, @Nullable String lastEventId) {
    int sent = 0;
    boolean numbered = false;
    for (Feed feed : List.of(new Feed.OfWorkflow(id), new Feed.OfJob(id))) {
      long number = lastEventId == null ? 0 : events.numberOf(lastEventId, feed);
      box.follow(feed, number);
      Past past = send(box, feed, number);
      numbered |= number > 0 || past.found();
      sent += past.sent();
    }
    return numbered ? sent : sendPlain(box, id, lastEventId);
  }

  /// What the database had.
  ///
  /// @param found whether there was any event, also one that the client had heard
  /// @param sent how many the client had not heard
  private record Past(boolean found, int sent) {}

  /// Sends what lies between two numbers and, as it is there, what came after.
  void missing(Missing missing) {
    Past past = send(missing.box(), missing.feed(), missing.after());
    missing.box().reached(missing.feed(), missing.before() - 1);
    if (!past.found() && missing.after() == 0 && missing.feed() instanceof Feed.OfJob(var id)) {
      sendPlain(missing.box(), id, null);
    }
  }

  private Past send(Mailbox box, Feed feed, long after) {
    int sent = 0;
    long number = after;
    while (true) {
      List<NumberedEvent> page = events.after(feed, number, PAGE);
      sent += box.sendMissed(letters(page));
      if (page.size() < PAGE || !isRead(box.connection())) {
        return new Past(number > after || !page.isEmpty(), sent);
      }
      number = page.getLast().in(feed);
    }
  }

  private int sendPlain(Mailbox box, String id, @Nullable String lastEventId) {
    List<NumberedEvent> past = plainJobs.after(new JobId(id), lastEventId);
    return box.sendMissed(letters(past));
  }

  private static List<Letter> letters(List<NumberedEvent> events) {
    return events.stream().map(event -> new PushEvent(event).letter()).toList();
  }

  /// Waits until the client has taken what was sent; one that does not is cut off.
  private boolean isRead(HubConnection connection) {
    long start = clock.nanos();
    while (connection.hasWaiting()) {
      if (clock.nanos() - start > PATIENCE.toNanos()) {
        connection.abort();
      }
      if (!rest.take(LOOK_AGAIN)) {
        return false;
      }
    }
    return true;
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.spi.Clock;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Events as they happen. What happened is read from the database once a second, so it does not
/// matter at which instance a job runs, nor which one a reader comes back to.
@RestController
public final class EventRoutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);
  private static final int MOST_READERS = 200;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final EventLook look;
  private final Secrets secrets;
  private final Clock clock;
  private final AtomicInteger readers = new AtomicInteger();
  private volatile boolean closed;

  public EventRoutes(EventLook look, Secrets secrets, Clock clock) {
    this.look = look;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// Keeps the thread of its request, which is a virtual one.
  @GetMapping("/api/v1/events")
  void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Query query = new Query(request);
    Feed feed = feed(query);
    long after = after(query, request.getHeader("Last-Event-ID"));
    query.done();
    if (readers.incrementAndGet() > MOST_READERS || closed) {
      readers.decrementAndGet();
      throw NotThere.busy("too many readers of events");
    }
    try {
      tell(look.begin(feed, after), response, Caller.of(request).expiresAt());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("a reader of events is gone", e);
    } finally {
      readers.decrementAndGet();
    }
  }

  private static @Nullable Feed feed(Query query) {
    String job = query.text("jobId");
    String workflow = query.text("workflowId");
    if (job != null && workflow != null) {
      query.wrong("jobId", "workflowId is given, too; one of them is allowed");
    }
    return job != null
        ? new Feed.OfJob(job)
        : workflow != null ? new Feed.OfWorkflow(workflow) : null;
  }

  private static long after(Query query, @Nullable String lastEventId) {
    try {
      return lastEventId == null || lastEventId.isEmpty() ? 0 : Long.parseLong(lastEventId);
    } catch (NumberFormatException e) {
      query.wrong("Last-Event-ID", "only what an event had as its id is allowed");
      return 0;
    }
  }

  /// A reader whose token ends, or who has been here for long, comes back by itself.
  private void tell(EventLook.Round round, HttpServletResponse response, @Nullable Instant expiry)
      throws IOException, InterruptedException {
    EventStream stream = EventStream.open(response, secrets);
    long since = clock.nanos();
    while (!closed
        && clock.nanos() - since < LONGEST.toNanos()
        && (expiry == null || clock.now().isBefore(expiry))) {
      round.tell(stream);
      clock.sleep(LOOK);
    }
  }

  /// Ends all streams within a second, and takes no more.
  @Override
  public void close() {
    closed = true;
  }
}

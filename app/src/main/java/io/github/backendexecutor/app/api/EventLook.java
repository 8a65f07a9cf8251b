package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a reader of events is told, look by look: the numbered events of a job or a workflow, and
/// how many jobs there are. A job that nobody can wait for has no such events; its row is watched
/// instead, and what it says is told without an id to come back to.
public final class EventLook {
  private static final int MOST = 200;
  private static final int LOOKS_A_COUNT = 2;
  private static final int LOOKS_A_PING = 15;

  private final JobEvents events;
  private final JobHistory history;
  private final RoleBoard board;
  private final EventJson json;

  public EventLook(JobEvents events, JobHistory history, RoleBoard board, EventJson json) {
    this.events = events;
    this.history = history;
    this.board = board;
    this.json = json;
  }

  /// @param feed null: only counts
  /// @param after the number of the event that was heard last; 0: none
  Round begin(@Nullable Feed feed, long after) {
    return new Round(feed, after);
  }

  /// One reader.
  final class Round {
    private final @Nullable Feed feed;
    private long after;
    private long looks;
    private @Nullable String seen;

    private Round(@Nullable Feed feed, long after) {
      this.feed = feed;
      this.after = after;
    }

    void tell(EventStream stream) throws IOException {
      try {
        if (feed != null && !tellNumbered(stream, feed) && after == 0) {
          tellRow(stream, feed.id());
        }
        if (looks % LOOKS_A_COUNT == 0) {
          stream.event("counts", "", counts());
        }
      } catch (StoreUnavailable e) {
        stream.ping();
      }
      if (++looks % LOOKS_A_PING == 0) {
        stream.ping();
      }
    }

    private boolean tellNumbered(EventStream stream, Feed of) throws IOException {
      List<NumberedEvent> news = events.after(of, after, MOST);
      for (NumberedEvent one : news) {
        after = one.in(of);
        stream.event(one.event().name(), Long.toString(after), json.of(one));
      }
      return !news.isEmpty();
    }

    private void tellRow(EventStream stream, String id) throws IOException {
      Optional<JobRecord> row =
          feed instanceof Feed.OfJob && JobId.isValid(id)
              ? history.job(new JobId(id))
              : Optional.empty();
      if (row.isEmpty()) {
        return;
      }
      JobRecord job = row.get();
      String now = job.state() + " " + job.attempt() + " " + job.generation();
      JobEvent.Kind kind = kind(job.state());
      // the first look only finds out where it stands
      if (seen != null && !now.equals(seen) && kind != null) {
        stream.event("job_" + kind.word(), "", ApiJson.MAPPER.writeValueAsString(say(job, kind)));
      }
      seen = now;
    }
  }

  private static JobEvent.@Nullable Kind kind(JobState state) {
    return switch (state) {
      case RUNNING -> JobEvent.Kind.STARTED;
      case RETRY_WAIT -> JobEvent.Kind.RETRYING;
      case COMPLETED, FAILED, CANCELLED -> JobEvent.Kind.COMPLETED;
      case READY, SCHEDULED -> null;
    };
  }

  private static Map<String, Object> say(JobRecord job, JobEvent.Kind kind) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("eventId", job.id() + ":" + job.attempt() + ":" + kind.word());
    said.put("jobId", job.id());
    said.put("workflowId", job.workflowId());
    said.put("role", job.role());
    said.put("status", job.state());
    said.put("attempt", job.attempt());
    return said;
  }

  private String counts() {
    Map<String, Long> sums = new LinkedHashMap<>();
    sums.put("running", sum(JobState.RUNNING));
    sums.put("waiting", sum(JobState.READY) + sum(JobState.RETRY_WAIT) + sum(JobState.SCHEDULED));
    sums.put("failed", sum(JobState.FAILED));
    sums.put("completed", sum(JobState.COMPLETED));
    return ApiJson.MAPPER.writeValueAsString(sums);
  }

  private long sum(JobState state) {
    return board.standing().values().stream()
        .mapToLong(states -> states.getOrDefault(state, 0L))
        .sum();
  }
}

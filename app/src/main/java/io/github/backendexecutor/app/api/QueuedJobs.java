package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.JobAnswers.Beginning;
import io.github.backendexecutor.app.api.JobAnswers.Full;
import io.github.backendexecutor.app.api.JobAnswers.Why;
import io.github.backendexecutor.app.api.Queues.Queued;
import io.github.backendexecutor.executor.job.Circumstances;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Submission;
import io.github.backendexecutor.executor.job.Waiting;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import io.github.backendexecutor.executor.spi.Submissions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Jobs that the database does not know yet: their entries are in their streams and nobody has read
/// them. Found by the place of the entry, which an id may name or a submission has noted, else
/// among the newest entries.
public final class QueuedJobs {
  private static final Pattern ENTRY_ID = Pattern.compile("\\d{1,20}-\\d{1,20}");
  private static final Set<String> OURS =
      Set.of("jobId", "workflowId", "connectionId", "task", "payload");

  private final Queues queues;
  private final Submissions submissions;
  private final Situation situation;

  public QueuedJobs(Queues queues, Submissions submissions, Situation situation) {
    this.queues = queues;
    this.submissions = submissions;
    this.situation = situation;
  }

  /// Throws StreamUnavailable when only Redis could tell whether there is such a job.
  Optional<Full> job(JobId id) {
    return named(id)
        .or(() -> submissions.of(id).map(Submission::entry))
        .flatMap(queues::entry)
        .or(() -> queues.find(id))
        .map(queued -> full(id, queued, situation.now()));
  }

  /// The same while the database is away: a job whose entry nobody has read has no row there.
  Optional<Full> unread(JobId id) {
    try {
      return named(id)
          .flatMap(queues::entry)
          .or(() -> queues.find(id))
          .filter(queued -> queued.reader() == null)
          .map(queued -> full(id, queued, situation.withoutDatabase()));
    } catch (StreamUnavailable e) {
      return Optional.empty();
    }
  }

  private static Optional<Entry> named(JobId id) {
    int slash = id.value().lastIndexOf('/');
    String entry = id.value().substring(slash + 1);
    return slash > 0 && ENTRY_ID.matcher(entry).matches()
        ? Optional.of(new Entry(id.value().substring(0, slash), entry))
        : Optional.empty();
  }

  private static Full full(JobId id, Queued queued, Circumstances all) {
    Map<String, String> fields = queued.fields();
    Map<String, String> others = new LinkedHashMap<>(fields);
    others.keySet().removeAll(OURS);
    JsonText payload = payload(fields.get("payload"));
    Waiting waiting =
        Waiting.of(
            new Waiting.Queued(
                queued.role(), queued.reader(), instant(fields.get("runAt")), queued.at()),
            all);
    return new Full(
        id,
        fields.getOrDefault("workflowId", ""),
        queued.role(),
        fields.getOrDefault("task", ""),
        JobAnswers.QUEUED,
        0,
        1,
        0,
        0,
        queued.at(),
        null,
        null,
        null,
        null,
        fields.get(JobLine.PARENT_ID),
        payload != null && Beginning.of(payload) == null ? payload : null,
        Beginning.of(payload),
        null,
        null,
        others,
        fields.getOrDefault("connectionId", ""),
        null,
        queued.entry(),
        false,
        null,
        null,
        0,
        instant(fields.get("runAt")),
        null,
        Why.of(waiting),
        List.of());
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null; // who reads it will say so
    }
  }

  private static @Nullable JsonText payload(@Nullable String text) {
    try {
      return text == null ? null : JsonText.parse(text);
    } catch (JsonText.NotJson e) {
      return null;
    }
  }
}

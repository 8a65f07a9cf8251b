package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the fields of an entry into a job, or into the reason why it is none. Producers may be of
/// any language and any quality, so nothing that they write makes this throw.
public final class EntryDecoder {
  public static final long DEFAULT_MAX_BYTES = 1024 * 1024;

  private static final int MAX_REASON = 500;

  private final TermsReader terms;
  private final long maxBytes;

  public EntryDecoder(Clock clock) {
    this(clock, DEFAULT_MAX_BYTES);
  }

  /// With a limit of its own.
  ///
  /// @param maxBytes how long an entry may be, names and values together
  public EntryDecoder(Clock clock, long maxBytes) {
    this.terms = new TermsReader(clock);
    this.maxBytes = maxBytes;
  }

  /// What the entry is. Never throws.
  ///
  /// @param raw names and values in turn, as Redis keeps them
  public Delivery decode(Entry entry, Role role, List<byte[]> raw) {
    EntryFields fields = new EntryFields(raw, maxBytes);
    Ids ids = Ids.take(fields);
    try {
      return new Delivery.Readable(entry, job(entry, role, ids, fields));
    } catch (Malformed e) {
      return unreadable(entry, role, ids, e.reason(), raw);
    } catch (RuntimeException e) { // one entry must never keep the others of its batch from running
      return unreadable(entry, role, ids, "the entry could not be decoded: " + e, raw);
    }
  }

  private Job job(Entry entry, Role role, Ids ids, EntryFields fields) throws Malformed {
    String defect = fields.defect();
    if (defect != null) {
      throw new Malformed(defect);
    }
    return new Job(
        jobId(entry, ids.jobId),
        bounded("workflowId", ids.workflowId),
        bounded("connectionId", ids.connectionId),
        role,
        orEmpty(fields.take("task")),
        payload(fields.take("payload")),
        terms.read(fields),
        fields.rest());
  }

  private static Delivery unreadable(
      Entry entry, Role role, Ids ids, String reason, List<byte[]> raw) {
    String own = ids.jobId;
    return new Delivery.Unreadable(
        entry,
        role,
        own != null && JobId.isValid(own) ? new JobId(own) : JobId.of(entry),
        ids.workflowId,
        ids.connectionId,
        CleanText.of(reason, MAX_REASON),
        RawFields.toJson(raw));
  }

  private static JobId jobId(Entry entry, @Nullable String text) throws Malformed {
    if (text == null || text.isEmpty()) {
      return JobId.of(entry);
    }
    if (!JobId.isValid(text)) {
      throw new Malformed(
          "jobId '"
              + EntryFields.shown(text)
              + "' is wrong; 1 to "
              + JobId.MAX_LENGTH
              + " characters, none of them a control character, are allowed");
    }
    return new JobId(text);
  }

  /// Ids are looked up and sent along, so they are as short as a job's own.
  private static String bounded(String name, String id) throws Malformed {
    if (id.length() > JobId.MAX_LENGTH) {
      throw new Malformed(
          name
              + " has "
              + id.length()
              + " characters; at most "
              + JobId.MAX_LENGTH
              + " are allowed");
    }
    return id;
  }

  private static JsonText payload(@Nullable String text) throws Malformed {
    if (text == null) {
      return JsonText.NULL;
    }
    try {
      return JsonText.parse(text);
    } catch (JsonText.NotJson e) {
      String cause = CleanText.of(String.valueOf(e.getMessage()), MAX_REASON - 120);
      throw new Malformed(
          "payload is not JSON: "
              + cause
              + "; one JSON value, nested at most "
              + JsonText.MAX_DEPTH
              + " deep, is allowed");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// Who the entry belongs to, as far as it can be read.
  private record Ids(@Nullable String jobId, String workflowId, String connectionId) {
    static Ids take(EntryFields fields) {
      return new Ids(
          fields.take("jobId"),
          orEmpty(fields.take("workflowId")),
          orEmpty(fields.take("connectionId")));
    }
  }

  /// Says why an entry is no job.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Malformed(String reason) {
      super(reason, null, false, false); // no stack trace: it is an answer, not a failure
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}

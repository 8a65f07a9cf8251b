package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.JobAnswers.Accepted;
import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Claim;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.JobProducer;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.Submissions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a job on its stream, as any producer would. Under a key the same request does so once,
/// however often it comes; without one a job needs no database to be accepted.
public final class Submitting {
  private static final Logger LOG = LoggerFactory.getLogger(Submitting.class);
  private static final String JOB_ID = "jobId";

  private final JobProducer producer;
  private final Submissions submissions;
  private final Audit audit;

  public Submitting(JobProducer producer, Submissions submissions, Audit audit) {
    this.producer = producer;
    this.submissions = submissions;
    this.audit = audit;
  }

  /// What became of a request.
  ///
  /// @param replayed it had been accepted before
  record Answer(Accepted accepted, boolean replayed) {}

  /// Without a key the id is the job's own, or the place of its entry.
  ///
  /// @param fields of the entry, without its id
  Answer submit(
      Role role,
      @Nullable JobId own,
      Map<String, String> fields,
      @Nullable String key,
      Actor actor) {
    if (key == null) {
      return new Answer(add(role, own, fields, actor), false);
    }
    JobId fresh = own == null ? new JobId(UUID.randomUUID().toString()) : own;
    return switch (submissions.claim(key, hash(role, own, fields), fresh)) {
      case Claim.New(var id) -> new Answer(keyed(key, role, id, fields, actor), false);
      case Claim.UnderWay(var id, _) -> new Answer(keyed(key, role, id, fields, actor), false);
      case Claim.Same(var id, var entry) -> new Answer(accepted(id, role, entry), true);
      case Claim.Other() ->
          throw NotThere.unfit(
              "this Idempotency-Key belongs to a request that says something else");
    };
  }

  private Accepted keyed(String key, Role role, JobId id, Map<String, String> fields, Actor actor) {
    Accepted accepted = add(role, id, fields, actor);
    submissions.accepted(key, accepted.entry());
    return accepted;
  }

  private Accepted add(Role role, @Nullable JobId id, Map<String, String> fields, Actor actor) {
    Map<String, String> entry = new LinkedHashMap<>();
    if (id != null) {
      entry.put(JOB_ID, id.value());
    }
    entry.putAll(fields);
    Entry place = producer.add(role, entry);
    JobId known = id == null ? JobId.of(place) : id;
    note(actor, known, role);
    return accepted(known, role, place);
  }

  private static Accepted accepted(JobId id, Role role, Entry entry) {
    return new Accepted(id, role, entry, JobAnswers.QUEUED);
  }

  /// The job is on its stream, whatever the log of changes says.
  private void note(Actor actor, JobId id, Role role) {
    try {
      audit.note(actor, "submit", id.value(), "role " + role);
    } catch (StoreUnavailable e) {
      LOG.warn(
          "{} has submitted {} to role {}, which the audit log lacks: {}",
          actor,
          id,
          role,
          e.getMessage());
    }
  }

  private static String hash(Role role, @Nullable JobId own, Map<String, String> fields) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      update(hash, role.name());
      update(hash, own == null ? "" : own.value());
      fields.forEach((name, value) -> {
        update(hash, name);
        update(hash, value);
      });
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// With its length, so that no two lists of texts are the same.
  private static void update(MessageDigest hash, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hash.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    hash.update(bytes);
  }
}

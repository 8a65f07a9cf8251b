package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.JobAnswers.Accepted;
import io.github.backendexecutor.app.api.JobAnswers.Cancelled;
import io.github.backendexecutor.app.api.JobAnswers.Retried;
import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.Operator;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// What people and programs do to single jobs: submit, cancel, run again.
@RestController
@RequestMapping("/api/v1/jobs")
public final class ActionRoutes {
  private static final int MAX_KEY = 255;

  private final Submitting submitting;
  private final Canceller canceller;
  private final Operator operator;
  private final JobHistory history;
  private final Audit audit;
  private final Surroundings surroundings;

  /// What the actions need to know besides.
  ///
  /// @param maxEntryBytes how large a job may be
  public record Surroundings(Situation situation, Nudge nudge, int maxEntryBytes) {}

  public ActionRoutes(
      Submitting submitting,
      Canceller canceller,
      Operator operator,
      JobHistory history,
      Audit audit,
      Surroundings surroundings) {
    this.submitting = submitting;
    this.canceller = canceller;
    this.operator = operator;
    this.history = history;
    this.audit = audit;
    this.surroundings = surroundings;
  }

  @PostMapping
  ResponseEntity<Accepted> submit(
      @RequestBody Body body,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request) {
    JobMessage message =
        JobMessage.read(
            body, surroundings.situation().here().roles().keySet(), surroundings.maxEntryBytes());
    Submitting.Answer answer =
        submitting.submit(
            message.role(),
            message.id(),
            message.fields(),
            checked(key),
            Caller.of(request).actor());
    var response = ResponseEntity.accepted().location(location(answer.accepted().jobId()));
    if (answer.replayed()) {
      response.header("Idempotent-Replayed", "true");
    }
    return response.body(answer.accepted());
  }

  private static @Nullable String checked(@Nullable String key) {
    if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
      throw Invalid.field("Idempotency-Key", "1 to " + MAX_KEY + " characters are allowed");
    }
    return key;
  }

  private static URI location(JobId id) {
    String encoded = URLEncoder.encode(id.value(), StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create("/api/v1/jobs/" + encoded);
  }

  @PostMapping("/{id}/cancel")
  Cancelled cancel(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Body body,
      HttpServletRequest request) {
    (body == null ? Body.empty() : body).done();
    JobId jobId = JobRoutes.id(id);
    CancelAnswer answer = canceller.cancel(jobId);
    String word = answer.name().toLowerCase(Locale.ROOT);
    audit.note(Caller.of(request).actor(), "cancel", id, word);
    surroundings.nudge().send();
    return new Cancelled(jobId, word);
  }

  @PostMapping("/{id}/retry")
  ResponseEntity<Retried> retry(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Body body,
      HttpServletRequest request) {
    Body asked = body == null ? Body.empty() : body;
    JsonText payload = payload(asked.json("payload"));
    asked.done();
    JobId jobId = JobRoutes.id(id);
    switch (operator.retry(jobId, payload, Caller.of(request).actor())) {
      case RETRIED -> surroundings.nudge().send();
      case NOT_ENDED -> throw NotThere.conflict("this job has not ended, so it cannot run again");
      case NEEDS_PAYLOAD ->
          throw NotThere.conflict(
              "the entry of this job could not be read; send a payload to run it with");
      case UNKNOWN -> throw JobRoutes.unknown(id);
    }
    int generation = history.job(jobId).map(JobRecord::generation).orElse(1);
    return ResponseEntity.accepted().location(location(jobId)).body(new Retried(jobId, generation));
  }

  private @Nullable JsonText payload(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    String text = ApiJson.MAPPER.writeValueAsString(json);
    int max = surroundings.maxEntryBytes();
    if (text.getBytes(StandardCharsets.UTF_8).length > max) {
      throw NotThere.tooLarge("a payload has at most " + max + " bytes");
    }
    return new JsonText(text);
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A job as a request brings it, checked before it is put on a stream: what an executor would
/// refuse later is refused at once.
///
/// @param fields of the entry, without its id
record JobMessage(Role role, @Nullable JobId id, Map<String, String> fields) {
  /// As many as an executor reads.
  private static final int MAX_FIELDS = 64;

  private static final long LONGEST_DELAY = Duration.ofDays(366).toMillis();
  private static final long LONGEST_RUN = Duration.ofDays(30).toMillis();
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,200})?");
  private static final Set<String> OURS =
      Set.of(
          "jobId",
          "workflowId",
          "connectionId",
          "userId",
          "group",
          "task",
          "payload",
          "delayMs",
          "runAt",
          "timeoutMs",
          "maxAttempts",
          "priority",
          "traceparent");

  /// @param roles which may be named
  /// @param maxBytes names and values together
  static JobMessage read(Body body, Set<Role> roles, int maxBytes) {
    Map<String, String> fields = new LinkedHashMap<>();
    Role role = role(body, roles);
    JobId id = id(body);
    put(fields, "workflowId", short256(body, "workflowId"));
    put(fields, "connectionId", short256(body, "connectionId"));
    put(fields, "userId", short256(body, "userId"));
    put(fields, "group", short256(body, "group"));
    put(fields, "task", body.text("task"));
    JsonNode payload = body.json("payload");
    // an entry needs a field at least
    fields.put("payload", payload == null ? "null" : ApiJson.MAPPER.writeValueAsString(payload));
    times(body, fields);
    put(fields, "timeoutMs", body.whole("timeoutMs", 1, LONGEST_RUN));
    put(fields, "maxAttempts", body.whole("maxAttempts", 1, 1_000));
    put(fields, "priority", body.whole("priority", Integer.MIN_VALUE, Integer.MAX_VALUE));
    put(fields, "traceparent", trace(body));
    others(body, fields);
    if (fields.size() + (id == null ? 0 : 1) > MAX_FIELDS) {
      body.wrong("fields", "at most " + MAX_FIELDS + " fields are allowed in all");
    }
    body.done();
    long bytes = bytes(fields) + (id == null ? 0 : id.value().length() + 5L);
    if (bytes > maxBytes) {
      throw NotThere.tooLarge(
          "the job has "
              + bytes
              + " bytes; at most "
              + maxBytes
              + " are allowed (executor.max-entry-bytes)");
    }
    return new JobMessage(role, id, fields);
  }

  private static Role role(Body body, Set<Role> roles) {
    String name = body.required("role");
    return roles.stream()
        .filter(role -> role.name().equals(name))
        .findAny()
        .orElseGet(() -> {
          if (!name.isEmpty()) {
            body.wrong(
                "role",
                "one of "
                    + String.join(", ", roles.stream().map(Role::name).sorted().toList())
                    + " is allowed");
          }
          return new Role("none");
        });
  }

  private static @Nullable JobId id(Body body) {
    String id = body.text("jobId");
    if (id != null && !JobId.isValid(id)) {
      body.wrong("jobId", "1 to 256 characters, none of them a control character, are allowed");
      return null;
    }
    return id == null ? null : new JobId(id);
  }

  private static @Nullable String short256(Body body, String field) {
    String text = body.text(field);
    if (text != null && text.length() > JobId.MAX_LENGTH) {
      body.wrong(field, "at most " + JobId.MAX_LENGTH + " characters are allowed");
    }
    return text;
  }

  private static void times(Body body, Map<String, String> fields) {
    Long delay = body.whole("delayMs", 0, LONGEST_DELAY);
    var runAt = body.time("runAt");
    if (delay != null && runAt != null) {
      body.wrong("runAt", "delayMs is given, too; one of them is allowed");
    }
    put(fields, "delayMs", delay);
    put(fields, "runAt", runAt);
  }

  private static @Nullable String trace(Body body) {
    String trace = body.text("traceparent");
    if (trace != null && !TRACE.matcher(trace).matches()) {
      body.wrong("traceparent", "a W3C trace context is allowed");
    }
    return trace;
  }

  private static void others(Body body, Map<String, String> fields) {
    Map<String, String> others = body.texts("fields");
    others.forEach((name, value) -> {
      if (OURS.contains(name) || name.isEmpty()) {
        body.wrong("fields." + name, "is a field of its own");
      }
      fields.putIfAbsent(name, value);
    });
  }

  private static void put(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }

  private static long bytes(Map<String, String> fields) {
    long bytes = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      bytes += field.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += field.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }
}

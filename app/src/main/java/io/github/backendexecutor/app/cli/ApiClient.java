package io.github.backendexecutor.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API of a running service. What it refuses ends the command with the service's own words.
final class ApiClient implements AutoCloseable {
  /// Numbers as they were written.
  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final String API = "/api/v1";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI base;
  private final @Nullable String token;

  ApiClient(URI base, @Nullable String token) {
    this.base = base;
    this.token = token;
  }

  /// Whether a token would be sent so that others can read it.
  boolean showsTokenToOthers() {
    try {
      return token != null
          && "http".equals(base.getScheme())
          && !InetAddress.getByName(base.getHost()).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false; // then nothing is sent
    }
  }

  JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null, null);
  }

  JsonNode post(String path, JsonNode body) throws InterruptedException {
    return send("POST", path, body, null);
  }

  /// Submitting the same under the same key once more submits nothing.
  JsonNode post(String path, JsonNode body, @Nullable String key) throws InterruptedException {
    return send("POST", path, body, key);
  }

  JsonNode patch(String path, JsonNode body) throws InterruptedException {
    return send("PATCH", path, body, null);
  }

  /// Someone who hears events.
  interface Listener {
    /// One event has come.
    ///
    /// @param id empty: it has none to come back to
    void hear(String id, String name, String data);
  }

  /// Tells the events of a stream until the service ends it.
  ///
  /// @param after the event that was heard last; null: none
  void events(String path, @Nullable String after, Listener listener) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + API + path))
            .header("Accept", "text/event-stream, application/problem+json");
    if (after != null) {
      request.header("Last-Event-ID", after);
    }
    showToken(request);
    try {
      HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
      try (Stream<String> lines = answer.body()) {
        if (answer.statusCode() != 200) {
          String text = lines.collect(Collectors.joining());
          throw refused(answer.statusCode(), parsed(text));
        }
        EventLines events = new EventLines(listener);
        lines.forEach(events::line);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreachable(e);
    }
  }

  /// A text as one segment of a path, or a value of a query.
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(
      String method, String path, @Nullable JsonNode body, @Nullable String idempotencyKey)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + API + path))
            .timeout(ANSWER)
            .header("Accept", "application/json, application/problem+json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    showToken(request);
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      return read(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private void showToken(HttpRequest.Builder request) {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
  }

  private CommandFailed unreachable(Exception e) {
    String why = e.getMessage() == null ? "no answer" : e.getMessage();
    return new CommandFailed(Exit.UNAVAILABLE, base + " cannot be reached: " + why);
  }

  private JsonNode read(HttpResponse<String> answer) {
    JsonNode json = parsed(answer.body());
    if (answer.statusCode() < 300 && json != null) {
      return json;
    }
    throw refused(answer.statusCode(), json);
  }

  private CommandFailed refused(int status, @Nullable JsonNode json) {
    StringBuilder why = new StringBuilder(SafeText.line(detail(status, json)));
    if (json != null) {
      json.path("errors")
          .forEach(wrong ->
              why.append(System.lineSeparator())
                  .append("  ")
                  .append(SafeText.line(wrong.path("field").asString("")))
                  .append(": ")
                  .append(SafeText.line(wrong.path("message").asString(""))));
    }
    return new CommandFailed(exit(status), why.toString());
  }

  private String detail(int status, @Nullable JsonNode json) {
    String detail = json == null ? "" : json.path("detail").asString("");
    return detail.isEmpty() ? base + " answered " + status + "; is it a Backend Executor?" : detail;
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException _) {
      return null;
    }
  }

  private static int exit(int status) {
    return switch (status) {
      case 400, 413, 415, 422 -> Exit.USAGE;
      case 404 -> Exit.NOT_FOUND;
      case 429, 502, 503, 504 -> Exit.UNAVAILABLE;
      default -> Exit.FAILED;
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

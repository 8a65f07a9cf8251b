package io.github.backendexecutor.app.wiring;

import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole service and a client of its API.
final class ApiStage implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  final EmbeddedRedis redis;
  final ServiceHandle service;
  private @Nullable String token;

  private ApiStage(EmbeddedRedis redis, ServiceHandle service) {
    this.redis = redis;
    this.service = service;
  }

  static ApiStage start(Path folder, String... more) throws Exception {
    ApiStage stage = startUnwatched(folder, more);
    await().until(() -> stage.get("/actuator/health/readiness").statusCode() == 200);
    return stage;
  }

  /// The same where health is served at another port.
  static ApiStage startUnwatched(Path folder, String... more) throws Exception {
    ApiStage stage = startWaiting(folder, more);
    stage.service.awaitReady();
    return stage;
  }

  /// The same without waiting for anything.
  static ApiStage startWaiting(Path folder, String... more) throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    List<String> settings = new ArrayList<>();
    settings.add("--redis-connection=127.0.0.1:" + redis.port());
    settings.add("--database-url=jdbc:sqlite:" + folder.resolve("executor.db"));
    settings.add("--executor.data=" + folder);
    settings.add("--executor.shutdown-grace=1s");
    settings.add("--server.port=0");
    settings.add("--log-level=warn");
    settings.add("--executor.roles.agent.plugin=" + NapRunner.class.getName());
    settings.addAll(List.of(more));
    return new ApiStage(redis, ServiceWiring.start(settings));
  }

  /// From now on requests show this.
  ApiStage as(@Nullable String shown) {
    token = shown;
    return this;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.port() + path);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, null);
  }

  JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  HttpResponse<String> send(String method, String path, @Nullable String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// Submits, and answers the job's id.
  String submit(String body) throws Exception {
    HttpResponse<String> answer = post("/api/v1/jobs", body);
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body()).get("jobId").stringValue();
  }

  JsonNode awaitState(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> job(id).path("state").asString("").equals(state));
    try {
      return job(id);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  JsonNode job(String id) throws Exception {
    return JSON.readTree(get("/api/v1/jobs/" + encoded(id)).body());
  }

  static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
    service.close();
    redis.close();
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a running service shows of itself: metrics, traces, and the files that build on them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class WatchedServiceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC = Pattern.compile("\\b(executor|jvm)_[a-z_]+");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<byte[]> exported = new CopyOnWriteArrayList<>();
  private final List<String> shownToCollector = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private HttpServer collector;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedRedis redis;

  @SuppressWarnings("NullAway.Init")
  private ServiceHandle service;

  private int managementPort;

  @BeforeAll
  void startAll(@TempDir Path folder) throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          shownToCollector.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exported.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    managementPort = freePort();
    service =
        ServiceWiring.start(
            List.of(
                "--redis-connection=127.0.0.1:" + redis.port(),
                "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
                "--executor.roles.agent.plugin=" + TracedRunner.class.getName(),
                "--executor.traces.endpoint=http://127.0.0.1:" + collector.getAddress().getPort(),
                "--executor.traces.headers=Authorization=Bearer%20for-the-collector",
                "--executor.management.port=" + managementPort,
                "--log-level=error",
                "--server.port=0"));
    service.awaitReady();
    service
        .producer()
        .add(new Role("agent"), Map.of("jobId", "a", "payload", "1", "traceparent", PARENT));
    service
        .producer()
        .add(new Role("agent"), Map.of("jobId", "b", "payload", "1", "traceparent", "nonsense"));
    List.of("a", "b").forEach(this::awaitEnd);
  }

  @AfterAll
  void stopAll() {
    service.close();
    redis.close();
    collector.stop(0);
  }

  @Test
  void jobs_are_counted_and_measured_by_role() throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          String scrape = scrape();
          assertThat(value(scrape, "executor_jobs_total{outcome=\"completed\",role=\"agent\"}"))
              .isEqualTo(2);
          assertThat(value(scrape, "executor_jobs_total{outcome=\"failed\",role=\"manager\"}"))
              .isZero();
          for (String stage : List.of("wait", "begin", "run", "save", "settle")) {
            assertThat(value(scrape, "executor_job_" + stage + "_seconds_count{role=\"agent\"}"))
                .as(stage)
                .isEqualTo(2);
          }
          assertThat(value(scrape, "executor_ready")).isEqualTo(1);
          assertThat(value(scrape, "executor_backlog{role=\"agent\"}")).isZero();
          assertThat(value(scrape, "executor_commit_requests_total{of=\"settle\"}")).isEqualTo(2);
          assertThat(value(scrape, "executor_beat_age_seconds")).isLessThan(10);
          assertThat(value(scrape, "executor_outage{server=\"redis\"}")).isZero();
        });
    assertThat(scrape()).doesNotContain("jobId", "\"a\"", "127.0.0.1:" + redis.port());
  }

  @Test
  void a_run_hangs_below_its_producer_and_the_runner_below_the_run() {
    String given = output("a");
    assertThat(given).startsWith("00-" + TRACE + "-").isNotEqualTo(PARENT);
    byte[] run = HexFormat.of().parseHex(given.split("-", -1)[2]);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(exported).anyMatch(body -> contains(body, run));
          for (String span : List.of("job agent", "begin", "run", "save", "tell", "settle")) {
            assertThat(exported)
                .as(span)
                .anyMatch(body ->
                    contains(body, span.getBytes(StandardCharsets.UTF_8))
                        && contains(body, HexFormat.of().parseHex(TRACE)));
          }
        });
    assertThat(shownToCollector).isNotEmpty().containsOnly("Bearer for-the-collector");
  }

  @Test
  void what_is_no_trace_context_begins_a_trace_of_its_own() {
    assertThat(output("b")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]").doesNotContain(TRACE);
  }

  @Test
  void health_and_metrics_have_their_own_port_and_say_nothing_of_versions() throws Exception {
    for (String path : List.of("/liveness", "/readiness")) {
      HttpResponse<String> answer = get(managementPort, "/actuator/health" + path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
    }
    assertThat(get(service.port(), "/actuator/prometheus").statusCode()).isEqualTo(404);
    assertThat(get(managementPort, "/actuator/env").statusCode()).isEqualTo(404);
    assertThat(get(managementPort, "/api/v1/jobs").statusCode()).isEqualTo(404);
  }

  @Test
  void dashboard_and_alerts_name_only_metrics_that_are_shown() throws Exception {
    Set<String> shown = names(scrape().lines().filter(line -> !line.startsWith("#")).toList());
    List<String> queries = new ArrayList<>(dashboardQueries());
    queries.addAll(alertQueries());
    assertThat(queries).hasSizeGreaterThan(30);
    assertThat(shown).containsAll(names(queries));
  }

  private static List<String> dashboardQueries() throws IOException {
    JsonNode board =
        new JsonMapper().readTree(DEPLOY.resolve("grafana/backend-executor.json").toFile());
    List<String> queries = new ArrayList<>();
    board
        .path("panels")
        .forEach(panel ->
            panel.path("targets").forEach(target -> queries.add(target.path("expr").asString())));
    board
        .path("templating")
        .path("list")
        .forEach(one -> queries.add(one.path("definition").asString("")));
    return queries;
  }

  private static List<String> alertQueries() throws IOException {
    Map<String, List<Map<String, List<Map<String, String>>>>> file =
        new Yaml().load(Files.readString(DEPLOY.resolve("prometheus/alerts.yaml")));
    return file.values().stream()
        .flatMap(List::stream)
        .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
        .map(rule -> rule.getOrDefault("expr", ""))
        .toList();
  }

  private static Set<String> names(List<String> texts) {
    Set<String> names = new TreeSet<>();
    texts.forEach(
        text -> METRIC.matcher(text).results().map(MatchResult::group).forEach(names::add));
    return names;
  }

  private String scrape() throws Exception {
    return get(managementPort, "/actuator/prometheus").body();
  }

  private static double value(String scrape, String series) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  private String output(String job) {
    return String.valueOf(service.history().job(new JobId(job)).orElseThrow().output())
        .replace("\"", "");
  }

  private void awaitEnd(String job) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            service.history().job(new JobId(job)).map(row -> row.state().terminal()).orElse(false));
  }

  private static boolean contains(byte[] body, byte[] part) {
    HexFormat hex = HexFormat.of();
    return hex.formatHex(body).contains(hex.formatHex(part));
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backendexecutor.app.dashboard.Chromium;
import io.github.backendexecutor.app.dashboard.Tab;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The page in `examples/` in a real browser: it comes from another origin, as a web app's would,
/// and waits for its job at a whole service. Its own small server is played by this test.
@Timeout(300)
class ExamplePageTest {
  private static final Path PAGE = Path.of("..", "examples", "page", "index.html");
  private static final Path CLIENT =
      Path.of("..", "signalr/src/test/node/node_modules/s10/dist/browser/signalr.js");
  private static final String SKIPPED =
      "skipped: Microsoft's JavaScript clients are not installed (npm install)";

  @TempDir private Path folder;

  @Test
  void the_page_shows_what_became_of_its_job_however_quick_that_is() throws Exception {
    if (!Files.exists(CLIENT)) {
      System.out.println(SKIPPED);
    }
    assumeTrue(Files.exists(CLIENT), SKIPPED);
    HttpServer app =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String origin = "http://localhost:" + app.getAddress().getPort();
    try (Chromium chromium = Chromium.start();
        EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        ServiceHandle service = ServiceWiring.start(settings(redis, origin));
        Tab tab = chromium.open("light", 1280)) {
      service.awaitReady();
      app.createContext("/", exchange -> serve(exchange, service));
      app.start();
      Page page = tab.page();
      page.navigate(origin + "/");
      for (int i = 0; i < 3; i++) {
        page.waitForResponse("**/jobs", () -> page.locator("button").click());
        page.evaluate("() => new Promise((done) => setTimeout(done, 0))"); // the page saw it, too
        page.locator("output:has-text('the page')").waitFor();
      }
      assertThat(tab.complaints()).isEmpty();
    } finally {
      app.stop(0);
    }
  }

  private List<String> settings(EmbeddedRedis redis, String origin) {
    return List.of(
        "--redis-connection=127.0.0.1:" + redis.port(),
        "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
        "--executor.data=" + folder,
        "--server.port=0",
        "--log-level=warn",
        "--executor.signalr.allowed-origins=" + origin);
  }

  private static void serve(HttpExchange exchange, ServiceHandle service) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/" ->
            answer(
                exchange,
                "text/html",
                Files.readString(PAGE).replace("8080", String.valueOf(service.port())));
        case "/signalr.js" -> answer(exchange, "text/javascript", Files.readString(CLIENT));
        case "/jobs" -> submit(exchange, service);
        default -> exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  /// Answers only when the job has ended: whatever the page shows then must be the end of it.
  private static void submit(HttpExchange exchange, ServiceHandle service) throws IOException {
    JsonNode asked = new JsonMapper().readTree(exchange.getRequestBody().readAllBytes());
    JobId job = new JobId(asked.path("jobId").asString());
    Map<String, String> fields =
        Map.of(
            "jobId",
            job.value(),
            "connectionId",
            asked.path("connectionId").asString(),
            "task",
            "example",
            "payload",
            "{\"from\":\"the page\"}");
    service.producer().add(new Role("agent"), fields);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.history().job(job).filter(one -> one.state().terminal()).isPresent());
    exchange.sendResponseHeaders(202, -1);
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }
}

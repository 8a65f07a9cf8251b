package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A port of its own for health and metrics has the same gate in front of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ManagementPortTest {
  private static final String VIEWER = "viewer-token-0123456789";

  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  private int port;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    stage =
        ApiStage.startUnwatched(
            folder, "--executor.viewer-token=" + VIEWER, "--executor.management.port=" + port);
  }

  @AfterAll
  void stop() {
    http.shutdownNow();
    stage.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void health_is_open_and_metrics_want_a_token() throws Exception {
    assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(401);
    assertThat(get("/actuator/prometheus", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    HttpResponse<String> shown = get("/actuator/prometheus", "Authorization", "Bearer " + VIEWER);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("executor_ready");
    assertThat(shown.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void nothing_else_is_there() throws Exception {
    for (String path :
        new String[] {"/", "/api/v1/me", "/actuator", "/actuator/env", "/hubs/jobs"}) {
      HttpResponse<String> answer = get(path, "Authorization", "Bearer " + VIEWER);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void what_cannot_be_understood_says_nothing_of_the_server() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /%zz HTTP/1.1\r\nHost: x y\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Tomcat", "<html", "java.");
    }
  }
}

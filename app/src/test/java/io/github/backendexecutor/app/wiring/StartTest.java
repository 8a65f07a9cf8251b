package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A service whose servers come later, go, and come back.
@Timeout(120)
class StartTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void a_service_waits_for_its_redis_and_says_that_it_is_not_ready(@TempDir Path folder)
      throws Exception {
    int port = freePort();
    try (ServiceHandle service = ServiceWiring.start(settings(folder, port))) {
      assertThat(status(service, "liveness")).isEqualTo(200);
      assertThat(status(service, "readiness")).isEqualTo(503);
      try (var _ = EmbeddedRedis.start(folder.resolve("redis"), port)) {
        service.awaitReady();
        await().until(() -> status(service, "readiness") == 200);
        service.producer().add(new Role("agent"), Map.of("jobId", "a", "payload", "1"));
        await().until(() -> ended(service, "a"));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> status(service, "readiness") == 503);
      assertThat(status(service, "liveness")).isEqualTo(200);
      try (var _ = EmbeddedRedis.start(folder.resolve("redis"), port)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> status(service, "readiness") == 200);
        service.producer().add(new Role("agent"), Map.of("jobId", "b", "payload", "1"));
        await().until(() -> ended(service, "b"));
      }
    }
  }

  @Test
  void a_service_that_waits_can_be_stopped(@TempDir Path folder) throws Exception {
    ServiceWiring.start(settings(folder, freePort())).close();
  }

  @Test
  void health_tells_nothing_but_the_state_and_nothing_else_is_served(@TempDir Path folder)
      throws Exception {
    try (ServiceHandle service = ServiceWiring.start(settings(folder, freePort()))) {
      assertThat(get(service, "/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
      for (String path :
          List.of("/actuator/env", "/actuator/beans", "/actuator/heapdump", "/error")) {
        assertThat(get(service, path).statusCode()).as(path).isIn(404, 500);
        assertThat(get(service, path).body())
            .as(path)
            .doesNotContain("Exception", "backendexecutor");
      }
    }
  }

  @Test
  void a_port_that_is_taken_is_told_in_a_line(@TempDir Path folder) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> all = new java.util.ArrayList<>(settings(folder, freePort()));
      all.add("--server.port=" + taken.getLocalPort());
      assertThatThrownBy(() -> ServiceWiring.start(all))
          .isInstanceOf(CannotStart.class)
          .hasMessage("SERVER_PORT: port " + taken.getLocalPort() + " is in use; choose another");
    }
  }

  @Test
  void a_plugin_that_is_not_there_is_told_in_a_line(@TempDir Path folder) throws Exception {
    List<String> all = new java.util.ArrayList<>(settings(folder, freePort()));
    all.add("--executor.roles.agent.plugin=com.example.Missing");
    assertThatThrownBy(() -> ServiceWiring.start(all))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("com.example.Missing");
  }

  private static boolean ended(ServiceHandle service, String id) {
    return service.history().job(new JobId(id)).map(job -> job.state().terminal()).orElse(false);
  }

  private int status(ServiceHandle service, String group) throws Exception {
    return get(service, "/actuator/health/" + group).statusCode();
  }

  private HttpResponse<String> get(ServiceHandle service, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> settings(Path folder, int redisPort) {
    return List.of(
        "--redis-connection=127.0.0.1:" + redisPort,
        "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
        "--executor.shutdown-grace=1s",
        "--log-level=error",
        "--server.port=0");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.jdbc.PostgresServer;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service as a process of its own: what it writes to its log, and how it ends.
@Timeout(120)
class ServeProcessTest {
  private static final String SECRET = "canary-payload-7316";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void text_lines_name_the_job_and_show_no_payload() throws Exception {
    List<String> lines = serveOneJob("--executor.log.level=info");
    assertThat(lines)
        .anyMatch(line -> line.matches(".* INFO +\\[agent job-1 #1\\] completed in .*"));
    assertThat(lines).anyMatch(line -> line.contains("role agent has NO RUNNER"));
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
    assertThat(lines)
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*"), "one line an event");
    assertThat(lines.getLast()).contains(" stopped; ");
  }

  @Test
  void json_lines_carry_the_same_as_fields() throws Exception {
    List<String> lines = serveOneJob("--log-format=json");
    JsonMapper json = new JsonMapper();
    List<JsonNode> events = lines.stream().map(json::readTree).toList();
    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.path("jobId").asString()).isEqualTo("job-1");
          assertThat(event.path("role").asString()).isEqualTo("agent");
          assertThat(event.path("attempt").asString()).isEqualTo("1");
        });
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void payloads_are_shown_when_they_are_switched_on() throws Exception {
    assertThat(serveOneJob("--log-payloads=true")).anyMatch(line -> line.contains(SECRET));
  }

  @Test
  void a_database_that_refuses_us_ends_the_start_with_a_line() throws Exception {
    String missing = PostgresServer.newUrl("there") + "_is_no_such_database";
    File log = folder.resolve("service.log").toFile();
    Process service = start(log, 1, "--database-url=" + missing);
    try {
      assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(service.exitValue()).isEqualTo(78);
      assertThat(Files.readAllLines(log.toPath()))
          .anyMatch(line -> line.contains("cannot start: ") && line.contains("does not exist"));
    } finally {
      service.destroyForcibly();
    }
  }

  /// Runs a service until one job has ended, then stops it as a container would.
  private List<String> serveOneJob(String setting) throws Exception {
    File log = folder.resolve("service.log").toFile();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.xadd(
          "jobs:agent",
          XAddParams.xAddParams(),
          Map.of("jobId", "job-1", "payload", "\"" + SECRET + "\"", "task", "a\nb"));
      Process service = start(log, redis.port(), setting);
      try {
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> jedis.xlen("jobs:agent") == 0 || !service.isAlive());
        service.destroy();
        assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(143);
      } finally {
        service.destroyForcibly();
      }
    }
    return Files.readAllLines(log.toPath());
  }

  private Process start(File log, int redisPort, String setting) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.github.backendexecutor.app.cli.Main", "serve", setting));
    command.add("--redis-connection=127.0.0.1:" + redisPort);
    command.add("--server.port=0");
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }
}

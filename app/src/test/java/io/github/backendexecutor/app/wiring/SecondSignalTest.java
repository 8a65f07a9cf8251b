package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;

/// A service as users start it, through the script `./executor`, with a job that takes a minute.
@Timeout(120)
class SecondSignalTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @BeforeEach
  void install() throws Exception {
    Installation.make(folder, "io.github.backendexecutor.app.cli.Main");
  }

  @Test
  void a_second_sigterm_ends_a_service_that_waits_for_its_jobs() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.xadd("jobs:agent", XAddParams.xAddParams(), Map.of("jobId", "long"));
      Process service = serve(redis.port());
      try {
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("runs")));
        stopTwice(service);
      } finally {
        service.descendants().forEach(ProcessHandle::destroyForcibly);
        service.destroyForcibly();
      }
    }
  }

  private void stopTwice(Process service) throws Exception {
    assertThat(service.info().command().orElse("")).as("the script became Java").endsWith("java");
    List<ProcessHandle> jobs = service.descendants().toList();
    service.destroy();
    await().atMost(Duration.ofSeconds(20)).until(() -> log().contains("a second one ends"));
    assertThat(service.isAlive()).as("the job goes on").isTrue();

    // one that comes at once is taken for the same one
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(2))
        .until(() -> {
          service.destroy();
          return !service.isAlive();
        });
    assertThat(service.exitValue()).isEqualTo(143);
    assertThat(log().lines()).noneMatch(line -> line.contains(" stopped;"));
    jobs.forEach(ProcessHandle::destroyForcibly);
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("service.log"));
  }

  private Process serve(int redisPort) throws Exception {
    List<String> command =
        List.of(
            "bash",
            folder.resolve("executor").toString(),
            "serve",
            "--executor.roles.agent.command=[\"sh\",\"-c\",\"touch runs; exec sleep 60\"]",
            "--executor.roles.agent.working-directory=" + folder,
            "--redis-connection=127.0.0.1:" + redisPort,
            "--server.port=0");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("service.log").toFile())
        .start();
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs written by programs of other languages, with the commands that the README shows.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class ForeignProducersTest {
  private static final String TASK = "tü 'it' \"now\" 👋";
  private static final String PAYLOAD = "{\"text\":\"grüße\",\"n\":[1,2.50]}";

  private EmbeddedRedis redis;
  private ServiceHandle service;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    service =
        ServiceWiring.start(
            List.of(
                "--redis-connection=127.0.0.1:" + redis.port(),
                "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
                "--log-level=error",
                "--server.port=0"));
    service.awaitReady();
  }

  @AfterAll
  void stop() {
    service.close();
    redis.close();
  }

  @Test
  void redis_cli() throws Exception {
    need("redis-cli", runs("redis-cli", "--version"));
    run(
        "redis-cli",
        "-p",
        port(),
        "XADD",
        "jobs:agent",
        "*",
        "jobId",
        "by-cli",
        "workflowId",
        "w1",
        "connectionId",
        "",
        "task",
        TASK,
        "payload",
        PAYLOAD,
        "customer",
        "7");
    check("by-cli");
  }

  @Test
  void python() throws Exception {
    need("python3 with redis-py", runs("/usr/bin/python3", "-c", "import redis"));
    run(
        "/usr/bin/python3",
        "-c",
        """
        import sys, redis
        r = redis.Redis(port=int(sys.argv[1]))
        r.xadd("jobs:agent", {"jobId": "by-python", "workflowId": "w1", "connectionId": "",
                              "task": sys.argv[2], "payload": sys.argv[3], "customer": "7"})
        """,
        port(),
        TASK,
        PAYLOAD);
    check("by-python");
  }

  @Test
  void node() throws Exception {
    need("node with its redis package", runs("node", "-e", "require('redis')"));
    run(
        "node",
        "-e",
        """
        const [port, task, payload] = process.argv.slice(1)
        const client = require('redis').createClient({ url: 'redis://127.0.0.1:' + port })
        const fields = { jobId: 'by-node', workflowId: 'w1', connectionId: '', task, payload, customer: '7' }
        client.connect()
          .then(() => client.xAdd('jobs:agent', '*', fields))
          .then(() => client.quit())
        """,
        port(),
        TASK,
        PAYLOAD);
    check("by-node");
  }

  private void check(String id) {
    await(id)
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            service.history().job(new JobId(id)).map(job -> job.state().terminal()).orElse(false));
    JobRecord job = service.history().job(new JobId(id)).orElseThrow();
    assertThat(job.task()).isEqualTo(TASK);
    assertThat(job.payload().text()).isEqualTo(PAYLOAD);
    assertThat(job.workflowId()).isEqualTo("w1");
    assertThat(job.connectionId()).isEmpty();
    assertThat(job.fields()).containsEntry("customer", "7");
  }

  private String port() {
    return Integer.toString(redis.port());
  }

  private static void need(String program, boolean there) {
    if (!there) {
      System.out.println("skipped: " + program + " is not installed");
    }
    assumeTrue(there, "skipped: " + program + " is not installed");
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return start(File.createTempFile("runs", ".log"), command).waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static void run(String... command) throws Exception {
    File log = File.createTempFile("run", ".log");
    int code = start(log, command).waitFor();
    assertThat(code).as(Files.readString(log.toPath(), StandardCharsets.UTF_8)).isZero();
  }

  private static Process start(File log, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("NODE_PATH", "/usr/share/nodejs");
    builder.environment().put("LC_ALL", "C.UTF-8");
    log.deleteOnExit();
    return builder.start();
  }
}

package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What users and scripts see of the doctor, also when servers are away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
@SuppressWarnings("NullAway.Init")
class DoctorCommandTest {
  private static final String NO_REDIS = "--redis-connection=127.0.0.1:1";
  private static final String NO_DATABASE = "--database-url=jdbc:sqlite:/no/such/folder/x.db";

  private EmbeddedRedis redis;
  private String withRedis;
  private String withDatabase;
  private String data;
  private StringWriter out = new StringWriter();

  @BeforeAll
  void start(@TempDir Path folder) {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    String url = "jdbc:sqlite:" + folder.resolve("executor.db");
    try (Database database = Database.open(DatabaseAddress.parse(url))) {
      database.migrate();
    }
    withRedis = "--redis-connection=127.0.0.1:" + redis.port();
    withDatabase = "--database-url=" + url;
    data = "--executor.data=" + folder.resolve("data");
  }

  @AfterAll
  void stop() {
    redis.close();
  }

  @Test
  void warnings_alone_are_no_failure() {
    assertThat(run(withRedis, withDatabase)).isEqualTo(Exit.OK);
    assertThat(out.toString())
        .containsPattern("(?m)^ok +redis +Redis at 127.0.0.1:\\d+ answers$")
        .containsPattern("(?m)^ok +database +SQLite .* answers$")
        .containsPattern("(?m)^warn +instances +no executor lives$")
        .contains("         -> start one: ./executor serve")
        .containsPattern("(?m)^\\d+ ok, \\d+ to watch, 0 failed, 0 unknown$");
  }

  @Test
  void a_failure_is_told_by_the_exit_code_and_as_json() {
    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.configSet("maxmemory-policy", "allkeys-random");
      assertThat(run(withRedis, withDatabase, "--json")).isEqualTo(Exit.FAILED);
      jedis.configSet("maxmemory-policy", "noeviction");
    }
    JsonNode findings = new JsonMapper().readTree(out.toString());
    assertThat(findings)
        .anySatisfy(one -> {
          assertThat(one.path("check").asString()).isEqualTo("eviction");
          assertThat(one.path("level").asString()).isEqualTo("fail");
          assertThat(one.path("found").asString()).contains("allkeys-random");
          assertThat(one.path("advice").asString()).contains("noeviction");
        });
  }

  @Test
  void each_server_is_examined_without_the_other() {
    assertThat(run(NO_REDIS, withDatabase)).isEqualTo(Exit.FAILED);
    assertThat(out.toString())
        .containsPattern("(?m)^FAIL +redis +Redis at 127.0.0.1:1 does not answer")
        .containsPattern("(?m)^ok +invariant I10");
    assertThat(run(withRedis, NO_DATABASE)).isEqualTo(Exit.FAILED);
    assertThat(out.toString())
        .containsPattern("(?m)^FAIL +database ")
        .containsPattern("(?m)^ok +eviction");
    assertThat(run(NO_REDIS, NO_DATABASE)).isEqualTo(Exit.UNAVAILABLE);
  }

  @Test
  void a_redis_that_hangs_does_not_hang_the_doctor() throws Exception {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() ->
              run("--redis-connection=127.0.0.1:" + silent.getLocalPort(), withDatabase)
                  == Exit.FAILED);
    }
    assertThat(out.toString()).containsPattern("(?m)^FAIL +redis ");
  }

  private int run(String... more) {
    out = new StringWriter();
    String[] command = new String[more.length + 2];
    command[0] = "doctor";
    command[1] = data;
    System.arraycopy(more, 0, command, 2, more.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), command);
  }
}

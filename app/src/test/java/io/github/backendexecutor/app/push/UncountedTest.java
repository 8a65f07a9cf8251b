package io.github.backendexecutor.app.push;

import static io.github.backendexecutor.app.push.Events.completed;
import static io.github.backendexecutor.app.push.Events.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.RedisServers;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/// Where the count that PUBLISH answers covers one server of several, nobody is said to be absent.
@Timeout(180)
class UncountedTest {
  private RedisServers servers;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    servers = new RedisServers(folder);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void on_a_cluster_nobody_is_unknown_and_a_client_elsewhere_is_reached() throws Exception {
    int[] ports = servers.startCluster();
    String first = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
    String second = "127.0.0.1:" + ports[2] + ",127.0.0.1:" + ports[0];
    try (Instance a = Instance.onAddress(first).start();
        Instance b = Instance.onAddress(second).start();
        Client client = Client.connected(a.uri())) {
      JobEvent unheard = started("j", "nobody");
      b.tell(unheard);
      await().until(() -> b.outcomes(unheard).equals(List.of(Outcome.UNKNOWN)));
      b.tell(started("k", client.id()));
      b.tell(completed("k", client.id(), "1"));
      client.hears("k:1:started", "k:1:completed");
      assertThat(b.evidence.count("job_started", Outcome.NO_SUBSCRIBER)).isZero();
      client.follow("w-1");
      b.tell(started("l", ""));
      client.hears("k:1:started", "k:1:completed", "l:1:started");
    }
  }

  @Test
  void beside_a_replica_nobody_is_unknown() throws Exception {
    int primary = servers.startAndAwait("primary");
    try (Instance alone = Instance.on(primary).start()) {
      JobEvent unheard = started("j", "nobody");
      alone.tell(unheard);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> alone.evidence.count("job_started", Outcome.NO_SUBSCRIBER) == 1);
    }
    servers.startAndAwait("replica", "--replicaof", "127.0.0.1 " + primary);
    await().atMost(Duration.ofSeconds(60)).until(() -> info(primary).contains("state=online"));
    try (Instance replicated = Instance.on(primary).start()) {
      JobEvent unheard = started("j", "nobody");
      replicated.tell(unheard);
      await().until(() -> replicated.outcomes(unheard).contains(Outcome.UNKNOWN));
      assertThat(replicated.evidence.count("job_started", Outcome.NO_SUBSCRIBER)).isZero();
    }
  }

  private static String info(int port) {
    byte[] answer = (byte[]) RedisServers.ask(port, Command.INFO, "replication");
    return new String(answer, StandardCharsets.UTF_8);
  }
}

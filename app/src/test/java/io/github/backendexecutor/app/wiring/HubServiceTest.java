package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import com.microsoft.signalr.TransportEnum;
import io.github.backendexecutor.app.push.JobHub;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Microsoft's clients wait at the whole service for jobs that are put on the stream.
@Timeout(300)
class HubServiceTest {
  private static final Role AGENT = new Role("agent");

  /// Longer than any timeout of a connection.
  private static final int IDLE_SECONDS = Integer.getInteger("signalr.idle", 40);

  @TempDir private Path folder;
  private final List<ServiceHandle> services = new ArrayList<>();
  private EmbeddedRedis redis;

  @BeforeEach
  void startRedis() {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
  }

  @AfterEach
  void stop() {
    services.forEach(ServiceHandle::close);
    redis.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKETS", "LONG_POLLING"})
  void a_client_hears_of_its_job(TransportEnum transport) throws Exception {
    ServiceHandle service = start(0);
    List<Object> heard = new CopyOnWriteArrayList<>();
    HubConnection client = connect(service, transport, heard);
    submit(service, "j", "w", Objects.requireNonNull(client.getConnectionId()), "1");
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("j:1:started", "j:1:completed");
    client.stop().blockingAwait();
  }

  @Test
  void a_job_that_another_instance_runs_is_heard() throws Exception {
    ServiceHandle a = start(0, "--executor.roles.agent.enabled=false");
    ServiceHandle b = start(0);
    List<Object> heard = new CopyOnWriteArrayList<>();
    HubConnection client = connect(a, TransportEnum.WEBSOCKETS, heard);
    submit(b, "j", "w", Objects.requireNonNull(client.getConnectionId()), "1");
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("j:1:started", "j:1:completed");
    client.stop().blockingAwait();
  }

  @Test
  void a_client_that_follows_a_finished_job_hears_of_its_retries_and_its_end() throws Exception {
    ServiceHandle service = start(0, "--executor.roles.agent.retry.backoff=10ms");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jobId", "j");
    fields.put("task", "fail once");
    fields.put("payload", "1");
    service.producer().add(AGENT, fields);
    await().atMost(Duration.ofSeconds(30)).until(() -> isOver(service, "j"));
    List<Object> heard = new CopyOnWriteArrayList<>();
    HubConnection client = connect(service, TransportEnum.WEBSOCKETS, heard);
    assertThat(client.invoke(Long.class, "Subscribe", "j").blockingGet()).isEqualTo(4);
    await().until(() -> heard.size() == 4);
    assertThat(heard)
        .containsExactly("j:1:started", "j:1:retrying", "j:2:started", "j:2:completed");
    client.stop().blockingAwait();
  }

  /// The walk of each: connect, hear of a job, call a method and one that is not there, idle, lose
  /// the server, come back to its successor, and hear what ran meanwhile.
  @Test
  void all_clients_hear_of_their_jobs_idle_and_miss_nothing_by_a_restart() throws Exception {
    int port = freePort();
    ServiceHandle first = start(port);
    String url = "http://localhost:" + port + JobHub.PATH;
    List<JavaWalk> java =
        List.of(
            new JavaWalk("java-WebSockets", url, TransportEnum.WEBSOCKETS),
            new JavaWalk("java-LongPolling", url, TransportEnum.LONG_POLLING));
    try (NodeWalks node = NodeWalks.start(url, IDLE_SECONDS)) {
      java.forEach(walk -> submit(first, walk.name() + "-1", walk.name(), walk.connect(), "1"));
      node.waiting().forEach((name, id) -> submit(first, name + "-1", name, id, "1"));
      java.forEach(JavaWalk::hearAndFollow);
      List<String> names = new ArrayList<>(node.readyForTheRestart()); // all have idled by then
      java.forEach(JavaWalk::hasIdled);
      java.forEach(walk -> names.add(walk.name()));
      restart(first, port, names);
      java.forEach(JavaWalk::comeBackAndMissNothing);
      node.awaitSuccess();
    }
  }

  private void restart(ServiceHandle first, int port, List<String> names) throws Exception {
    first.close();
    services.remove(first);
    ServiceHandle without = start(0);
    for (String name : names) {
      submit(without, name + "-2", name, "", "1");
    }
    for (String name : names) {
      await().atMost(Duration.ofSeconds(60)).until(() -> isOver(without, name + "-2"));
    }
    start(port);
  }

  private ServiceHandle start(int port, String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("--redis-connection=127.0.0.1:" + redis.port());
    settings.add("--database-url=jdbc:sqlite:" + folder.resolve("executor.db"));
    settings.add("--executor.data=" + folder);
    settings.add("--server.port=" + port);
    settings.add("--log-level=warn");
    settings.add("--executor.roles.agent.plugin=" + NapRunner.class.getName());
    ServiceHandle service = ServiceWiring.start(settings);
    services.add(service);
    service.awaitReady();
    return service;
  }

  private static HubConnection connect(
      ServiceHandle service, TransportEnum transport, List<Object> heard) {
    HubConnection client =
        HubConnectionBuilder.create("http://localhost:" + service.port() + JobHub.PATH)
            .withTransport(transport)
            .build();
    for (String event : List.of("job_started", "job_retrying", "job_completed")) {
      client.on(
          event, (Map<?, ?> told) -> heard.add(String.valueOf(told.get("eventId"))), Map.class);
    }
    await().ignoreExceptions().until(() -> client.start().blockingAwait(30, TimeUnit.SECONDS));
    return client;
  }

  private static void submit(
      ServiceHandle service, String id, String workflow, String connection, String payload) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jobId", id);
    fields.put("workflowId", workflow);
    fields.put("connectionId", connection);
    fields.put("task", "nap");
    fields.put("payload", payload);
    service.producer().add(AGENT, fields);
  }

  private static boolean isOver(ServiceHandle service, String id) {
    return service
        .history()
        .job(new JobId(id))
        .map(JobRecord::state)
        .filter(state -> state.terminal())
        .isPresent();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

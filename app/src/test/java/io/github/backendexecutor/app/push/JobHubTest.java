package io.github.backendexecutor.app.push;

import static io.github.backendexecutor.app.push.Events.completed;
import static io.github.backendexecutor.app.push.Events.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnectionState;
import com.microsoft.signalr.TransportEnum;
import io.github.backendexecutor.app.push.Notification.Outcome;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Jobs are told to Microsoft's client for Java over real servers, here and at another instance.
@Timeout(120)
class JobHubTest {
  private static EmbeddedRedis redis;
  private final List<JobEvent> past = new CopyOnWriteArrayList<>();
  private Instance a;
  private Instance b;

  @BeforeAll
  static void startRedis(@TempDir Path folder) {
    redis = EmbeddedRedis.start(folder, 0);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() throws Exception {
    a = Instance.on(redis.port()).past(this::after).start();
    b = Instance.on(redis.port()).past(this::after).start();
  }

  @AfterEach
  void stop() throws Exception {
    a.close();
    b.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKETS", "LONG_POLLING"})
  void a_client_hears_of_its_job_where_it_is_connected(TransportEnum transport) {
    try (Client client = Client.connected(a.uri(), transport)) {
      String id = client.connection.invoke(String.class, "GetConnectionId").blockingGet();
      assertThat(id).isEqualTo(client.id());
      a.tell(started("j", id));
      a.tell(completed("j", id, "{\"n\":1}"));
      client.hears("j:1:started", "j:1:completed");
      assertThat(a.outcomes(completed("j", id, "1"))).contains(Outcome.WRITTEN_LOCALLY);
      assertThat(client.arguments.get(1).get("result"))
          .isEqualTo(Map.of("status", "completed", "output", Map.of("n", 1.0)));
    }
  }

  @Test
  void a_job_that_another_instance_runs_is_heard() {
    try (Client client = Client.connected(a.uri())) {
      b.tell(started("j", client.id()));
      b.tell(completed("j", client.id(), "1"));
      client.hears("j:1:started", "j:1:completed");
      await().until(() -> b.outcomes(completed("j", client.id(), "1")).contains(Outcome.PUBLISHED));
    }
  }

  @Test
  void a_repeated_event_is_heard_once() {
    try (Client client = Client.connected(a.uri())) {
      a.tell(started("j", client.id()));
      a.tell(started("j", client.id()));
      b.tell(started("j", client.id()));
      b.tell(completed("j", client.id(), "1"));
      client.hears("j:1:started", "j:1:completed");
    }
  }

  @Test
  void nobody_hears_for_three_seconds_and_that_is_written_down() {
    long start = System.nanoTime();
    b.tell(started("j", "nobody"));
    b.tell(completed("j", "nobody", "1"));
    await().atMost(Duration.ofSeconds(20)).until(() -> b.evidence.latest().size() == 2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
    assertThat(b.evidence.latest())
        .allMatch(kept -> kept.outcome() == Outcome.NO_SUBSCRIBER)
        .allMatch(kept -> kept.to().equals("connection"));
    b.tell(completed("other", "nobody", "1"));
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> b.evidence.count("job_completed", Outcome.NO_SUBSCRIBER) == 2);
  }

  @Test
  void a_connection_that_comes_a_little_late_hears_everything_in_order() throws Exception {
    RawSocket socket = RawSocket.negotiated(a.uri());
    b.tell(started("j", socket.connectionId));
    b.tell(completed("j", socket.connectionId, "1"));
    socket.open();
    socket.awaitText("job_completed");
    assertThat(socket.text().indexOf("job_started"))
        .isBetween(0, socket.text().indexOf("job_completed"));
    socket.close();
    await().until(() -> b.evidence.count("job_completed", Outcome.PUBLISHED) == 1);
  }

  @Test
  void a_text_that_is_no_connection_id_reaches_no_channel() {
    a.tell(completed("j", "x:all", "1"));
    assertThat(a.evidence.latest().getFirst().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void who_follows_hears_the_past_and_then_the_present_once() {
    past.add(started("j", ""));
    try (Client client = Client.connected(a.uri())) {
      assertThat(client.follow("j")).isEqualTo(1);
      b.tell(completed("j", "", "1"));
      client.hears("j:1:started", "j:1:completed");
      client.connection.invoke("Unsubscribe", "j").blockingAwait();
      b.tell(completed("j2", client.id(), "1"));
      b.tell(started("j", ""));
      a.tell(started("j", ""));
      client.hears("j:1:started", "j:1:completed", "j2:1:completed");
    }
  }

  @Test
  void who_follows_a_workflow_hears_of_all_its_jobs_here_and_elsewhere() {
    try (Client client = Client.connected(a.uri())) {
      assertThat(client.follow("w-1")).isZero();
      a.tell(started("j1", ""));
      b.tell(started("j2", client.id()));
      await().until(() -> client.heard.size() == 2);
      assertThat(client.heard).containsExactlyInAnyOrder("j1:1:started", "j2:1:started");
      assertThat(client.follow("j1")).isZero();
      b.tell(completed("j1", "", "1"));
      await().until(() -> client.heard.size() == 3);
      a.tell(completed("j2", client.id(), "1"));
      await().until(() -> client.heard.size() == 4);
    }
  }

  @Test
  void events_that_come_while_the_past_is_read_are_neither_lost_nor_doubled() throws Exception {
    JobEvent old = started("j", "");
    JobEvent both = Events.retrying("j", "");
    JobEvent fresh = completed("j", "", "1");
    EventsSince slow =
        (_, _) -> {
          b.tell(both);
          b.tell(fresh);
          await().until(() -> b.evidence.count("job_completed", Outcome.PUBLISHED) > 0);
          return List.of(old, both);
        };
    try (Instance c = Instance.on(redis.port()).past(slow).start();
        Client client = Client.connected(c.uri())) {
      assertThat(client.follow("j")).isEqualTo(2);
      client.hears(old.eventId(), both.eventId(), fresh.eventId());
    }
  }

  @Test
  void a_client_that_comes_back_after_a_restart_misses_nothing() throws Exception {
    Client client = Client.connected(a.uri());
    client.follow("w-1");
    JobEvent first = started("j", "");
    past.add(first);
    a.tell(first);
    client.hears("j:1:started");
    int port = a.port();
    a.close();
    await().until(() -> client.connection.getConnectionState() == HubConnectionState.DISCONNECTED);
    JobEvent missed = completed("j", "", "1");
    past.add(missed);
    b.tell(missed);
    a = Instance.on(redis.port()).past(this::after).port(port).start();
    try (Client again = Client.connected(a.uri())) {
      assertThat(again.follow("w-1", "j:1:started")).isEqualTo(1);
      again.hears("j:1:completed");
    }
  }

  @Test
  void only_who_may_see_a_job_can_follow_it() throws Exception {
    try (Instance c = Instance.on(redis.port()).access((_, id) -> id.equals("mine")).start();
        Client client = Client.connected(c.uri())) {
      client.follow("mine");
      assertThatThrownBy(() -> client.follow("theirs")).hasMessageContaining("no job or workflow");
      assertThatThrownBy(() -> client.follow("")).hasMessageContaining("no job or workflow");
      b.tell(started("theirs", ""));
      b.tell(started("mine", ""));
      client.hears("mine:1:started");
    }
  }

  @Test
  void methods_that_are_not_there_are_refused() {
    try (Client client = Client.connected(a.uri())) {
      assertThatThrownBy(() -> client.connection.invoke("JoinGroup", "x").blockingAwait())
          .hasMessageContaining("Unknown hub method 'JoinGroup'");
      assertThatThrownBy(() -> client.connection.invoke("Subscribe").blockingAwait())
          .hasMessageContaining("argument");
      assertThatThrownBy(() -> client.connection.invoke("Subscribe", 5).blockingAwait())
          .hasMessageContaining("must be TEXT");
    }
  }

  private List<JobEvent> after(String id, @Nullable String lastEventId) {
    List<JobEvent> all = new ArrayList<>(past);
    int known = all.stream().map(JobEvent::eventId).toList().indexOf(lastEventId);
    return all.subList(known + 1, all.size());
  }
}

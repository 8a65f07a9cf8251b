package io.github.backendexecutor.app.push;

import static io.github.backendexecutor.app.push.Events.completed;
import static io.github.backendexecutor.app.push.Events.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnectionState;
import com.microsoft.signalr.TransportEnum;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/// Jobs are told to Microsoft's client for Java over real servers, here and at another instance.
@Timeout(120)
class JobHubTest {
  private static EmbeddedRedis redis;
  private final MemoryEvents past = new MemoryEvents();
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
    a = Instance.on(redis.port()).past(past).start();
    b = Instance.on(redis.port()).past(past).start();
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
        .allMatch(kept -> kept.target().equals("connection"));
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
    JobEvent old = past.add(started("j", ""));
    JobEvent both = past.add(Events.retrying("j", ""));
    JobEvent fresh = completed("j", "", "1");
    MemoryEvents slow =
        new MemoryEvents() {
          @Override
          public List<NumberedEvent> after(Feed feed, long number, int max) {
            List<NumberedEvent> read = past.after(feed, number, max);
            if (feed.equals(new Feed.OfJob("j")) && number == 0) {
              b.tell(both);
              b.tell(past.add(fresh));
              await().until(() -> b.evidence.count("job_completed", Outcome.PUBLISHED) > 0);
            }
            return read;
          }
        };
    try (Instance c = Instance.on(redis.port()).past(slow).start();
        Client client = Client.connected(c.uri())) {
      assertThat(client.follow("j")).isEqualTo(2);
      client.hears(old.eventId(), both.eventId(), fresh.eventId());
    }
  }

  @Test
  void an_event_that_overtook_another_waits_for_it() {
    try (Client client = Client.connected(a.uri())) {
      client.follow("w-1");
      JobEvent first = past.add(started("j1", ""));
      JobEvent second = past.add(started("j2", ""));
      b.tell(second); // the first one's teller is slow
      client.hears("j1:1:started", "j2:1:started");
      a.tell(first);
      b.tell(past.add(completed("j2", "", "1")));
      client.hears("j1:1:started", "j2:1:started", "j2:1:completed");
      assertThat(client.arguments.getLast().get("seq")).isEqualTo(3.0);
      assertThat(client.arguments.getLast().get("jobSeq")).isEqualTo(2.0);
    }
  }

  @Test
  void an_event_that_was_never_told_is_heard_before_the_next_one_of_its_job() {
    try (Client client = Client.connected(a.uri())) {
      past.add(started("j", client.id()));
      JobEvent end = past.add(completed("j", client.id(), "1"));
      b.tell(end);
      client.hears("j:1:started", "j:1:completed");
    }
  }

  @Test
  void an_event_of_before_the_last_one_that_a_client_heard_is_not_sent_late() {
    JobEvent first = past.add(started("j1", ""));
    JobEvent second = past.add(started("j2", ""));
    try (Client client = Client.connected(a.uri())) {
      assertThat(client.follow("w-1", second.eventId())).isZero();
      b.tell(first);
      b.tell(past.add(completed("j1", "", "1")));
      client.hears("j1:1:completed");
    }
  }

  @Test
  void whoever_missed_thousands_of_events_hears_them_all_in_their_order() {
    List<String> ids =
        IntStream.range(0, 3_000).mapToObj(i -> past.add(started("j" + i, "")).eventId()).toList();
    try (Client client = Client.connected(a.uri())) {
      assertThat(client.follow("w-1")).isEqualTo(3_000);
      client.hears(ids.toArray(String[]::new));
    }
  }

  @Test
  void who_has_heard_of_its_job_and_then_follows_it_hears_nothing_twice() throws Exception {
    InMemoryJobStore jobs = new InMemoryJobStore(new InstanceId("one"), new ManualClock());
    Job job =
        new Job(
            new JobId("j"),
            "w-1",
            "",
            new Role("agent"),
            "",
            JsonText.NULL,
            JobTerms.NONE,
            Map.of());
    jobs.begin(new Delivery.Readable(new Entry("jobs:agent", "1-0"), job));
    try (Instance c = Instance.on(redis.port()).past(past).jobs(jobs).start();
        Client client = Client.connected(c.uri())) {
      c.tell(past.add(started("j", client.id())));
      client.hears("j:1:started");
      assertThat(client.follow("j")).isZero();
      c.tell(past.add(completed("j", client.id(), "1")));
      client.hears("j:1:started", "j:1:completed");
      assertThat(client.follow("j")).isZero();
      client.hears("j:1:started", "j:1:completed");
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
    a = Instance.on(redis.port()).past(past).port(port).start();
    try (Client again = Client.connected(a.uri())) {
      assertThat(again.follow("w-1", "j:1:started")).isEqualTo(1);
      again.hears("j:1:completed");
    }
  }

  @Test
  void a_redis_that_hangs_does_not_let_those_who_follow_wait_one_for_another() {
    List<Client> clients = Stream.generate(() -> Client.connected(a.uri())).limit(8).toList();
    try (RedisClient admin = RedisClient.create("127.0.0.1", redis.port())) {
      admin.executeCommand(new CommandArguments(Command.CLIENT).add("PAUSE").add(12_000));
      long start = System.nanoTime();
      List<CompletableFuture<Long>> all =
          IntStream.range(0, clients.size())
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> clients.get(i).follow("w-" + i), Thread::startVirtualThread))
              .toList();
      all.forEach(CompletableFuture::join);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    } finally {
      clients.forEach(Client::close);
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
}

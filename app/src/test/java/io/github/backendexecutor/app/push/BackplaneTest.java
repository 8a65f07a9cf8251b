package io.github.backendexecutor.app.push;

import static io.github.backendexecutor.app.push.Events.completed;
import static io.github.backendexecutor.app.push.Events.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.push.LiveHubs.Live;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.app.redis.RedisPermissions;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.backplane.BackplaneCodec;
import io.github.backendexecutor.signalr.backplane.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// What goes over Redis, and what happens when Redis does not.
@Timeout(120)
class BackplaneTest {
  /// A list of nobody left out and a map of both protocols, each a whole framed message.
  private static final String GOLDEN =
      "kpCCpGpzb27E9nsidHlwZSI6MSwidGFyZ2V0Ijoiam9iX2NvbXBsZXRlZCIsImFyZ3VtZW50cyI6W3si"
          + "ZXZlbnRJZCI6ImotMToxOmNvbXBsZXRlZCIsImpvYklkIjoiai0xIiwid29ya2Zsb3dJZCI6InctMSIs"
          + "InJvbGUiOiJhZ2VudCIsInN0YXR1cyI6ImNvbXBsZXRlZCIsImF0dGVtcHQiOjEsInJlc3VsdCI6eyJz"
          + "dGF0dXMiOiJjb21wbGV0ZWQiLCJvdXRwdXQiOnsibiI6MX19LCJmaW5pc2hlZEF0IjoiMjAyNi0wMy0w"
          + "MVQxMjowMDowMFoifV19HqttZXNzYWdlcGFja8SxrwGWAYDArWpvYl9jb21wbGV0ZWSRiKdldmVudElk"
          + "r2otMToxOmNvbXBsZXRlZKVqb2JJZKNqLTGqd29ya2Zsb3dJZKN3LTGkcm9sZaVhZ2VudKZzdGF0dXOp"
          + "Y29tcGxldGVkp2F0dGVtcHQBpnJlc3VsdIKmc3RhdHVzqWNvbXBsZXRlZKZvdXRwdXSBoW4BqmZpbmlz"
          + "aGVkQXS0MjAyNi0wMy0wMVQxMjowMDowMFqQ";

  @TempDir private Path folder;
  private EmbeddedRedis redis;
  private UnifiedJedis jedis;

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start(folder, 0);
    jedis = RedisConnections.open(RedisAddress.parse("127.0.0.1:" + redis.port()), "test", 3);
  }

  @AfterEach
  void stop() {
    jedis.close();
    redis.close();
  }

  @Test
  void an_asp_net_core_server_reads_the_golden_payload() throws Exception {
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    try (Instance a = Instance.on(redis.port()).named("MyApp.Hubs.JobHub").start()) {
      subscribe("MyApp.Hubs.JobHub:connection:gAwupM5BUb1Tmn1rwA1eRQ", heard);
      JobEvent event = completed("j-1", "gAwupM5BUb1Tmn1rwA1eRQ", "{\"n\":1}");
      a.tell(event);
      byte[] payload = heard.poll(30, TimeUnit.SECONDS);
      String json =
          "{\"type\":1,\"target\":\"job_completed\",\"arguments\":[{\"eventId\":\"j-1:1:completed\","
              + "\"jobId\":\"j-1\",\"workflowId\":\"w-1\",\"role\":\"agent\",\"status\":\"completed\","
              + "\"attempt\":1,\"result\":{\"status\":\"completed\",\"output\":{\"n\":1}},"
              + "\"finishedAt\":\"2026-03-01T12:00:00Z\"}]}\u001e";
      assertThat(new String(payload, StandardCharsets.UTF_8)).contains(json);
      assertThat(Base64.getEncoder().encodeToString(payload)).isEqualTo(GOLDEN);
      await().until(() -> a.outcomes(event).contains(Outcome.PUBLISHED));
    }
  }

  @Test
  void the_user_and_the_group_that_a_job_names_are_told() throws Exception {
    BlockingQueue<byte[]> user = new LinkedBlockingQueue<>();
    BlockingQueue<byte[]> group = new LinkedBlockingQueue<>();
    try (Instance a = Instance.on(redis.port()).named("MyApp.JobHub").start()) {
      subscribe("MyApp.JobHub:user:ann", user);
      subscribe("MyApp.JobHub:group:team", group);
      a.tell(Events.completedFor("ann", "team"));
      assertThat(user.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(group.poll(30, TimeUnit.SECONDS)).isNotNull();
      await().until(() -> a.evidence.count("job_completed", Outcome.PUBLISHED) == 2);
      assertThat(a.evidence.latest().stream().map(Notification::target))
          .containsExactlyInAnyOrder("user", "group");
    }
  }

  @Test
  void followers_elsewhere_are_published_to_only_when_there_are_any() throws Exception {
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    try (Instance a = Instance.on(redis.port()).start();
        Instance b = Instance.on(redis.port()).start()) {
      subscribe("BackendExecutor.JobHub:group:events:j", heard);
      a.tell(started("j", ""));
      a.tell(started("k", "nobody"));
      await().until(() -> a.evidence.count("job_started", Outcome.NO_SUBSCRIBER) == 1);
      assertThat(heard).isEmpty();
      try (Client client = Client.connected(b.uri())) {
        client.follow("x");
        a.tell(completed("j", "", "1"));
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void clients_go_on_hearing_after_redis_was_away_and_followers_miss_nothing() throws Exception {
    MemoryEvents past = new MemoryEvents();
    try (Instance a = Instance.on(redis.port()).past(past).start();
        Instance b = Instance.on(redis.port()).start();
        Client client = Client.connected(a.uri());
        Client follower = Client.connected(a.uri())) {
      follower.follow("j");
      int port = redis.port();
      redis.close();
      a.tell(started("here", client.id()));
      client.hears("here:1:started");
      past.add(started("j", ""));
      b.tell(completed("there", client.id(), "1"));
      redis = EmbeddedRedis.start(folder, port);
      await().atMost(Duration.ofSeconds(40)).until(() -> client.heard.size() == 2);
      client.hears("here:1:started", "there:1:completed");
      await().atMost(Duration.ofSeconds(40)).until(() -> follower.heard.size() == 1);
      follower.hears("j:1:started");
    }
  }

  @Test
  void a_user_of_redis_with_the_permissions_of_the_documentation_is_enough() throws Exception {
    List<String> rules = new ArrayList<>(List.of("SETUSER", "narrow", "reset", "on", ">pw"));
    rules.addAll(List.of(RedisPermissions.CHANNELS.split(" ")));
    rules.add("-@all");
    rules.addAll(List.of(RedisPermissions.COMMANDS.split(" ")));
    jedis.executeCommand(new CommandArguments(Command.ACL).addObjects(rules));
    String address = "127.0.0.1:" + redis.port() + ",user=narrow,password=pw";
    try (Instance a = Instance.onAddress(address).start();
        Instance b = Instance.onAddress(address).start();
        Client client = Client.connected(a.uri())) {
      client.follow("w-1");
      b.tell(started("j", client.id()));
      b.tell(started("k", ""));
      b.tell(started("l", "nobody"));
      await().until(() -> client.heard.size() == 3);
      client.hears("j:1:started", "k:1:started", "l:1:started");
      // without INFO nobody can say that a count covers all
      await().until(() -> b.evidence.count("job_started", Outcome.UNKNOWN) > 0);
    }
  }

  @Test
  void a_client_that_is_told_in_several_ways_hears_once() throws Exception {
    try (Instance a = Instance.on(redis.port()).start();
        Instance b = Instance.on(redis.port()).start();
        Client client = Client.connected(a.uri())) {
      // an app puts the connection into the group that the job names
      Payload join = new Payload.GroupCommand(1, "app", Payload.Action.ADD, "team", client.id());
      BackplaneChannels channels = new BackplaneChannels("", PushSettings.OWN_HUB);
      jedis.publish(
          channels.name(new Address.GroupCommands()).getBytes(StandardCharsets.UTF_8),
          BackplaneCodec.write(join));
      client.follow("w-1");
      JobEvent event = Events.completedFor(client.id(), "ann", "team");
      b.tell(event);
      await().until(() -> b.outcomes(event).size() > 2);
      a.tell(event);
      b.tell(started("later", client.id()));
      await().until(() -> client.heard.size() > 1);
      client.hears("j:1:completed", "later:1:started");
    }
  }

  @Test
  void a_subscription_that_redis_cuts_is_made_again() throws Exception {
    try (Instance a = Instance.on(redis.port()).start();
        Instance b = Instance.on(redis.port()).start();
        Client client = Client.connected(a.uri())) {
      for (int i = 1; i <= 3; i++) {
        jedis.executeCommand(
            new CommandArguments(Command.CLIENT).add("KILL").add("TYPE").add("pubsub"));
        b.tell(started("j" + i, client.id()));
        int expected = i;
        await().atMost(Duration.ofSeconds(30)).until(() -> client.heard.size() == expected);
      }
    }
  }

  @Test
  void the_live_hubs_are_listed_and_a_wrong_name_is_found() throws Exception {
    try (var _ = Instance.on(redis.port()).named("MyApp.JobHub").start()) {
      await().until(() -> !LiveHubs.ask(jedis).hubs().isEmpty());
      BackplaneChannels wrong = new BackplaneChannels("", "MyApp.JobHub");
      assertThat(LiveHubs.ask(jedis).hubs()).containsExactly(new Live("MyApp.JobHub", 1, 0));
      assertThat(LiveHubs.ask(jedis).hasApp(wrong)).isFalse(); // we alone take part in it
      subscribe("MyApp.Hubs.JobHub:internal:groups", new LinkedBlockingQueue<>()); // an app does so
      LiveHubs live = LiveHubs.ask(jedis);
      assertThat(live.hubs()).contains(new Live("MyApp.Hubs.JobHub", 0, 1));
      assertThat(live.hasApp(new BackplaneChannels("", "MyApp.Hubs.JobHub"))).isTrue();
      assertThat(live.advice(new BackplaneChannels("", "MyApp.Hubs.JobHub"))).isEmpty();
      assertThat(live.advice(new BackplaneChannels("", "JobHub")))
          .singleElement()
          .asString()
          .contains("MyApp.Hubs.");
      assertThat(live.advice(wrong))
          .singleElement()
          .asString()
          .contains("SIGNALR_HUB=MyApp.Hubs.JobHub");
      assertThat(live.advice(new BackplaneChannels("", "MyApp.Hubs.Weather"))).isEmpty();
    }
    LiveHubs prefixed = new LiveHubs(List.of(new Live("prodMyApp.JobHub", 0, 2)));
    assertThat(prefixed.advice(new BackplaneChannels("", "MyApp.JobHub")))
        .singleElement()
        .asString()
        .contains("SIGNALR_CHANNEL_PREFIX=prod");
  }

  private void subscribe(String channel, BlockingQueue<byte[]> heard) {
    BinaryJedisPubSub subscriber =
        new BinaryJedisPubSub() {
          @Override
          public void onMessage(byte[] from, byte[] message) {
            heard.add(message);
          }
        };
    Thread.ofVirtual()
        .start(() -> {
          try {
            jedis.subscribe(subscriber, channel.getBytes(StandardCharsets.UTF_8));
          } catch (JedisException closed) {
            heard.clear();
          }
        });
    await().until(subscriber::isSubscribed);
  }
}

package io.github.backendexecutor.signalr.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.backplane.Address.All;
import io.github.backendexecutor.signalr.backplane.Address.Connection;
import io.github.backendexecutor.signalr.backplane.Address.Group;
import io.github.backendexecutor.signalr.backplane.Address.User;
import io.github.backendexecutor.signalr.backplane.Backplane.Sent;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.ManualClock;
import io.github.backendexecutor.signalr.hub.TestClient;
import io.github.backendexecutor.signalr.hub.Transport;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.embedded.RedisServer;

/// Two servers of one hub on a real Redis. Each test has a hub name of its own.
class BackplaneTest {
  private static final String GOLDEN =
      "kpCCpGpzb27EV3sidHlwZSI6MSwidGFyZ2V0Ijoiam9iX2NvbXBsZXRlZCIsImFyZ3VtZW50cyI6W3siam9iSWQiOiJqLTEi"
          + "LCJzdGF0dXMiOiJzdWNjZWVkZWQifV19HqttZXNzYWdlcGFja8QxMJYBgMCtam9iX2NvbXBsZXRlZJGCpWpvYklko2ot"
          + "MaZzdGF0dXOpc3VjY2VlZGVkkA==";
  private static final SerializedMessage NEWS = SerializedMessage.of(Invocation.of("news"));
  private static RedisServer redis;
  private static int port;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BackplaneChannels channels =
      new BackplaneChannels("test-", "Hub" + System.nanoTime());
  private final ManualClock clock = new ManualClock();
  private final Server here = new Server("here");
  private final Server there = new Server("there");

  @BeforeAll
  static void startRedis() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
    redis.start();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.stop();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  static List<HubProtocol> protocols() {
    return HubProtocol.all();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void a_client_held_elsewhere_is_reached_by_every_address(HubProtocol protocol) {
    TestClient ann = there.client("ann", protocol);
    assertThat(there.hub.groups().add(ann.id(), "g")).isTrue();
    for (Address.Audience audience :
        List.of(new Connection(ann.id()), new User("ann"), new Group("g"))) {
      assertThat(here.plane.send(audience, NEWS)).isEqualTo(new Sent(0, 1));
      hears(ann, "news");
    }
    assertThat(here.plane.send(new All(), NEWS)).isEqualTo(new Sent(0, 2));
    hears(ann, "news");
  }

  @Test
  void a_client_held_here_is_written_to_directly_and_shared_addresses_reach_it_once() {
    TestClient bob = here.client("bob", HubProtocol.JSON);
    assertThat(here.plane.send(new Connection(bob.id()), NEWS)).isEqualTo(new Sent(1, 0));
    hears(bob, "news");
    here.plane.send(new All(), NEWS);
    here.plane.send(new Connection(bob.id()), SerializedMessage.of(Invocation.of("last")));
    List<HubMessage> heard = new CopyOnWriteArrayList<>();
    await().until(() -> heard.addAll(bob.read()) && heard.size() == 2);
    assertThat(heard).containsExactlyInAnyOrder(Invocation.of("news"), Invocation.of("last"));
  }

  @Test
  void nobody_listens_for_a_connection_that_is_not_or_no_longer_there() {
    assertThat(here.plane.send(new Connection("unknown"), NEWS)).isEqualTo(new Sent(0, 0));
    TestClient ann = there.client("ann", HubProtocol.JSON);
    there.hub.groups().add(ann.id(), "g");
    TestClient other = there.client("ann", HubProtocol.JSON);
    ann.wire.gone();
    await().until(() -> here.plane.send(new Connection(ann.id()), NEWS).published() == 0);
    await().until(() -> here.plane.send(new Group("g"), NEWS).published() == 0);
    assertThat(here.plane.send(new User("ann"), NEWS).published()).isEqualTo(1);
    other.wire.gone();
    await().until(() -> here.plane.send(new User("ann"), NEWS).published() == 0);
  }

  @Test
  void excluded_connections_do_not_hear_what_is_sent_to_all() {
    TestClient ann = there.client("ann", HubProtocol.JSON);
    TestClient bob = there.client("bob", HubProtocol.JSON);
    here.plane.send(new All(), NEWS, List.of(ann.id()));
    hears(bob, "news");
    assertThat(ann.read()).isEmpty();
  }

  @Test
  void a_raw_subscriber_sees_the_golden_payload_and_a_client_hears_a_raw_one() {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("jobId", "j-1");
    event.put("status", "succeeded");
    List<String> seen = new CopyOnWriteArrayList<>();
    JedisPubSub raw = pubSub();
    String channel = "test-" + channels.hub() + ":connection:raw";
    raw.subscribe(channel, payload -> seen.add(Base64.getEncoder().encodeToString(payload)));
    here.plane.send(
        new Connection("raw"), SerializedMessage.of(Invocation.of("job_completed", event)));
    await().until(() -> seen.equals(List.of(GOLDEN)));

    TestClient ann = there.client("ann", HubProtocol.MESSAGE_PACK);
    raw.publish(
        "test-" + channels.hub() + ":connection:" + ann.id(), Base64.getDecoder().decode(GOLDEN));
    hears(ann, "job_completed");
  }

  @Test
  void broken_payloads_are_dropped_and_the_next_one_is_heard() {
    TestClient ann = there.client("ann", HubProtocol.JSON);
    JedisPubSub raw = pubSub();
    for (Address address :
        List.of(
            new All(),
            new Connection(ann.id()),
            new User("ann"),
            new Address.GroupCommands(),
            new Address.Acks("there"),
            new Address.Answers("there"))) {
      assertThat(raw.publish(channels.name(address), new byte[] {(byte) 0xc1, 1, 2})).isPositive();
    }
    here.plane.send(new Connection(ann.id()), NEWS);
    hears(ann, "news");
  }

  @Test
  void a_connection_held_elsewhere_is_put_into_a_group_and_taken_out() throws Exception {
    TestClient ann = there.client("ann", HubProtocol.JSON);
    assertThat(here.plane.addToGroup(ann.id(), "g").get()).isTrue();
    here.plane.send(new Group("g"), NEWS);
    hears(ann, "news");
    assertThat(here.plane.removeFromGroup(ann.id(), "g").get()).isTrue();
    await().until(() -> here.plane.send(new Group("g"), NEWS).published() == 0);
    TestClient bob = here.client("bob", HubProtocol.JSON);
    assertThat(here.plane.addToGroup(bob.id(), "g").get()).isTrue();
  }

  @Test
  void a_group_change_that_nobody_carries_out_is_given_up_after_a_while() throws Exception {
    CompletableFuture<Boolean> change = here.plane.addToGroup("unknown", "g");
    clock.seconds(29);
    assertThat(change).isNotDone();
    clock.seconds(2);
    assertThat(change.get()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void a_client_held_elsewhere_is_asked_and_its_answer_comes_back(HubProtocol protocol)
      throws Exception {
    TestClient ann = there.client("ann", protocol);
    CompletableFuture<?> value = here.plane.invoke(ann.id(), "ask", 1L);
    CompletableFuture<?> error = here.plane.invoke(ann.id(), "ask", 2L);
    CompletableFuture<?> gone = here.plane.invoke(ann.id(), "ask", 3L);
    List<HubMessage> asked = new ArrayList<>();
    await().until(() -> asked.addAll(ann.read()) && asked.size() == 3);
    ann.say(Completion.failure(id(asked.get(1)), "no"));
    ann.say(Completion.value(id(asked.get(0)), Map.of("a", 1L)));
    assertThat(value.get()).isEqualTo(Map.of("a", 1L));
    assertThatThrownBy(error::get).hasMessageContaining("no");
    ann.wire.gone();
    assertThatThrownBy(gone::get).hasMessageContaining("Connection disconnected.");
  }

  @Test
  void a_question_to_nobody_fails_at_once_and_one_to_a_client_here_needs_no_redis()
      throws Exception {
    assertThatThrownBy(() -> here.plane.invoke("unknown", "ask").get())
        .hasMessageContaining("Connection 'unknown' does not exist.");
    TestClient bob = here.client("bob", HubProtocol.JSON);
    CompletableFuture<?> value = here.plane.invoke(bob.id(), "ask");
    bob.say(Completion.value(id(bob.read().getFirst()), "yes"));
    assertThat(value.get()).isEqualTo("yes");
  }

  @Test
  void a_live_hub_shows_itself_on_redis_and_a_closed_one_is_gone() {
    there.client("ann", HubProtocol.JSON);
    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
      String own = "test-" + channels.hub();
      assertThat(jedis.pubsubChannels(BackplaneChannels.EVERY_HUB))
          .contains(own + ":internal:groups");
      here.plane.close();
      there.plane.close();
      await().until(() -> jedis.pubsubChannels(own + "*").isEmpty());
    }
  }

  private static void hears(TestClient client, String target) {
    List<HubMessage> heard = new ArrayList<>();
    await().until(() -> heard.addAll(client.read()));
    assertThat(heard)
        .hasSize(1)
        .allMatch(message -> ((Invocation) message).target().equals(target));
  }

  private static String id(HubMessage message) {
    return String.valueOf(((Invocation) message).invocationId());
  }

  private JedisPubSub pubSub() {
    JedisPubSub pubSub = new JedisPubSub(port);
    open.add(pubSub);
    return pubSub;
  }

  private final class Server {
    final Hub hub = new Hub(HubMethods.standard(), HubTimeouts.DEFAULT, HubLimits.DEFAULT, clock);
    final Backplane plane;

    Server(String name) {
      plane = new Backplane(hub, channels, name, pubSub());
      plane.start();
    }

    TestClient client(String user, HubProtocol protocol) {
      return TestClient.connected(hub, protocol, HubUser.named(user), Transport.WEB_SOCKETS);
    }
  }
}

package io.github.backendexecutor.signalr.transport;

import static io.github.backendexecutor.signalr.transport.RawClient.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.ManualClock;
import io.github.backendexecutor.signalr.hub.SystemHubClock;
import io.github.backendexecutor.signalr.hub.Transport;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// WebSockets by hand against a real server.
class WebSocketTest {
  private static final String CALL =
      "{\"type\":1,\"invocationId\":\"1\",\"target\":\"GetConnectionId\",\"arguments\":[]}\u001e";
  private final SystemHubClock clock = new SystemHubClock();
  private final Hub hub =
      new Hub(
          HubMethods.standard(),
          HubTimeouts.DEFAULT,
          new HubLimits(32 * 1024, 200_000, 100, 10),
          clock);
  private final HubEndpoint endpoint =
      new HubEndpoint(
          hub,
          ConnectionTokens.ofThisProcess(clock),
          EnumSet.allOf(Transport.class),
          AllowedOrigins.sameOnly());
  private TomcatHubServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server = new TomcatHubServer(endpoint);
    client = new RawClient(server.uri());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    clock.close();
  }

  @Test
  void a_client_that_did_not_negotiate_gets_a_connection_and_may_ask_for_its_id() {
    RawWebSocket socket = new RawWebSocket(server.uri(), "");
    socket.text(HELLO + CALL);
    await().until(() -> socket.received().contains("\"result\":"));
    String id = hub.connections().iterator().next().id();
    assertThat(socket.received())
        .isEqualTo("{}\u001e{\"type\":3,\"invocationId\":\"1\",\"result\":\"" + id + "\"}\u001e");
    assertThat(socket.binaryFrames.get()).isZero();
  }

  @Test
  void json_is_understood_in_binary_frames_and_messagepack_after_a_handshake_in_text()
      throws Exception {
    RawWebSocket json = new RawWebSocket(server.uri(), "?id=" + client.token());
    json.binary((HELLO + CALL).getBytes(StandardCharsets.UTF_8));
    await().until(() -> json.received().contains("\"result\":"));
    RawWebSocket binary = new RawWebSocket(server.uri(), "?id=" + client.token());
    binary.text("{\"protocol\":\"messagepack\",\"version\":1}\u001e");
    await().until(() -> binary.received().equals("{}\u001e"));
    binary.binary(new byte[] {0x02, (byte) 0x91, 0x06});
    hub.clients().all().send("news");
    await().until(() -> binary.received().contains("news"));
    assertThat(binary.textFrames.get()).isZero();
    assertThat(json.binaryFrames.get()).isZero();
  }

  @Test
  void a_message_may_be_larger_than_any_buffer_of_the_server_in_both_directions() throws Exception {
    RawWebSocket socket = new RawWebSocket(server.uri(), "?id=" + client.token());
    socket.text(HELLO);
    socket.text(
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\""
            + "x".repeat(30_000)
            + "\",\"arguments\":[]}\u001e");
    await().until(() -> socket.received().contains("Unknown hub method"));
    hub.clients().all().send("large", "\u00e4".repeat(100_000));
    await()
        .until(
            () -> socket.received().length() > 130_000 && socket.received().endsWith("\"]}\u001e"));
  }

  @Test
  void refused_handshakes_are_answered_in_text_and_closed_normally() throws Exception {
    RawWebSocket socket = new RawWebSocket(server.uri(), "?id=" + client.token());
    socket.text("{\"protocol\":\"xml\",\"version\":1}\u001e");
    await().until(() -> socket.closeCode.get() != 0);
    assertThat(socket.received()).contains("The protocol 'xml' is not supported.");
    assertThat(socket.closeCode.get()).isEqualTo(1000);
    assertThat(socket.textFrames.get()).isEqualTo(1);
  }

  @Test
  void unknown_used_and_foreign_tokens_get_no_web_socket() throws Exception {
    assertThat(statusOf("?id=unknown")).isEqualTo(404);
    String token = client.token();
    RawWebSocket socket = new RawWebSocket(server.uri(), "?id=" + token);
    assertThat(statusOf("?id=" + token)).isEqualTo(409);
    assertThat(client.post(token, "x").statusCode()).isEqualTo(405);
    assertThat(client.get(token).statusCode()).isEqualTo(400);
    socket.text(HELLO);
    await().until(() -> hub.size() == 1);
    socket.abort();
    await().until(() -> hub.size() == 0);
    await().until(() -> statusOf("?id=" + token) == 404);
    String polling = client.polling();
    assertThat(statusOf("?id=" + polling)).isEqualTo(400);
  }

  @Test
  void pages_of_other_origins_get_no_web_socket() {
    Map<String, String> evil = Map.of("Origin", "https://evil.example.com", "Host", "localhost");
    assertThat(endpoint.upgrade(new Head(evil), HubUser.ANONYMOUS))
        .isEqualTo(new Upgrade.Refused(403, "Origin not allowed"));
    Map<String, String> own = Map.of("Origin", "http://localhost:8080", "Host", "localhost:8080");
    assertThat(endpoint.upgrade(new Head(own), HubUser.ANONYMOUS))
        .isInstanceOf(Upgrade.Accepted.class);
    HubEndpoint without =
        new HubEndpoint(
            hub,
            ConnectionTokens.ofThisProcess(clock),
            Set.of(Transport.LONG_POLLING),
            AllowedOrigins.sameOnly());
    assertThat(without.upgrade(new Head(own), HubUser.ANONYMOUS))
        .isInstanceOf(Upgrade.Refused.class);
  }

  @Test
  void closing_the_hub_says_goodbye_on_every_socket_and_closes_them() throws Exception {
    RawWebSocket socket = new RawWebSocket(server.uri(), "?id=" + client.token());
    socket.text(HELLO);
    await().until(() -> hub.size() == 1);
    hub.close(Duration.ofSeconds(10));
    await().until(() -> socket.closeCode.get() == 1000);
    assertThat(socket.received()).isEqualTo("{}\u001e{\"type\":7,\"allowReconnect\":true}\u001e");
  }

  @Test
  void an_accepted_upgrade_that_never_opens_is_given_up() {
    ManualClock time = new ManualClock();
    HubEndpoint door = door(time);
    assertThat(door.upgrade(new Head(Map.of()), HubUser.ANONYMOUS))
        .isInstanceOf(Upgrade.Accepted.class);
    assertThat(door.upgrade(new Head(Map.of()), HubUser.ANONYMOUS))
        .isInstanceOf(Upgrade.Refused.class);
    time.seconds(60);
    await()
        .until(
            () -> door.upgrade(new Head(Map.of()), HubUser.ANONYMOUS) instanceof Upgrade.Accepted);
  }

  @Test
  void a_socket_that_hangs_is_cut_and_senders_never_wait_for_it() throws Exception {
    RawWebSocket quick = new RawWebSocket(server.uri(), "?id=" + client.token());
    quick.text(HELLO);
    HangingLink hanging = new HangingLink();
    WebSocketSession session =
        ((Upgrade.Accepted) endpoint.upgrade(new Head(Map.of()), HubUser.ANONYMOUS)).session();
    session.open(hanging);
    session.received(HELLO);
    await().until(() -> hub.size() == 2 && hanging.writing.getCount() == 0);
    String text = "x".repeat(10_000);
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      hub.clients().all().send("news", text);
      int sent = i + 1;
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> quick.received().length() > sent * 10_000);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    await().until(() -> hanging.aborts.get() == 1);
    await().until(() -> hub.size() == 1);
  }

  @Test
  void a_client_that_says_goodbye_has_a_second_to_close_by_itself() {
    ManualClock time = new ManualClock();
    HubEndpoint door = door(time);
    WebSocketSession session =
        ((Upgrade.Accepted) door.upgrade(new Head(Map.of()), HubUser.ANONYMOUS)).session();
    QuietLink link = new QuietLink();
    session.open(link);
    session.received(HELLO);
    await().until(() -> link.sent.get() == 1); // else both answers may go out together
    session.received("{\"type\":7}\u001e");
    await().until(() -> link.sent.get() == 2);
    assertThat(link.closes.get()).isZero();
    await()
        .until(() -> {
          time.seconds(1);
          return link.closes.get() == 1;
        });
  }

  /// An endpoint of its own that has room for one client.
  private static HubEndpoint door(ManualClock time) {
    return new HubEndpoint(
        new Hub(HubMethods.standard(), HubTimeouts.DEFAULT, new HubLimits(1000, 1000, 1, 1), time),
        ConnectionTokens.ofThisProcess(time),
        Set.of(Transport.WEB_SOCKETS),
        AllowedOrigins.sameOnly());
  }

  private int statusOf(String query) {
    try {
      new RawWebSocket(server.uri(), query).abort();
      return 101;
    } catch (java.util.concurrent.CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : -1;
    }
  }

  private record Head(Map<String, String> headers) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public @Nullable String query(String name) {
      return null;
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /// A socket that takes everything.
  private static final class QuietLink implements WebSocketLink {
    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();

    @Override
    public void send(byte[] message, boolean binary) {
      sent.incrementAndGet();
    }

    @Override
    public void close(int code) {
      closes.incrementAndGet();
    }

    @Override
    public void abort() {}
  }

  /// A socket whose first write does not come back until it is cut.
  private static final class HangingLink implements WebSocketLink {
    final CountDownLatch writing = new CountDownLatch(1);
    final AtomicInteger aborts = new AtomicInteger();
    private final CountDownLatch cut = new CountDownLatch(1);

    @Override
    public void send(byte[] message, boolean binary) throws IOException {
      writing.countDown();
      try {
        assertThat(cut.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      throw new IOException("cut");
    }

    @Override
    public void close(int code) {}

    @Override
    public void abort() {
      aborts.incrementAndGet();
      cut.countDown();
    }
  }
}

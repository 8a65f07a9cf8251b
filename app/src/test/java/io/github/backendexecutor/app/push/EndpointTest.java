package io.github.backendexecutor.app.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.TransportEnum;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who gets to the hub, and what strangers can do to it.
@Timeout(120)
class EndpointTest {
  private static final String PAGE = "https://app.example.com";
  private static EmbeddedRedis redis;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void startRedis(@TempDir Path folder) {
    redis = EmbeddedRedis.start(folder, 0);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Test
  void a_token_is_needed_when_one_is_set() throws Exception {
    try (Instance hub = Instance.on(redis.port()).token("s3cret").origins(PAGE).start()) {
      awaitServing(hub, "Authorization", "Bearer s3cret");
      assertThat(negotiate(hub).statusCode()).isEqualTo(401);
      assertThat(negotiate(hub, "Authorization", "Bearer s3cres").statusCode()).isEqualTo(401);
      assertThat(negotiate(hub, "Authorization", "Basic s3cret").statusCode()).isEqualTo(401);
      assertThat(send(hub, "POST", "/negotiate?access_token=s3cret").statusCode()).isEqualTo(200);
      assertThat(send(hub, "GET", "?id=x&access_token=no").statusCode()).isEqualTo(401);
      HttpResponse<String> foreign = negotiate(hub, "Origin", PAGE);
      assertThat(foreign.statusCode()).isEqualTo(401);
      assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
      assertThat(send(hub, "OPTIONS", "/negotiate", "Origin", PAGE).statusCode()).isEqualTo(204);
      assertThatThrownBy(() -> webSocket(hub, "?access_token=no"))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      webSocket(hub, "?access_token=s3cret").abort();
      try (Client client =
          Client.connected(
              hub.uri(), TransportEnum.LONG_POLLING, "Authorization", "Bearer s3cret")) {
        hub.tell(Events.started("j", client.id()));
        client.hears("j:1:started");
      }
    }
  }

  @Test
  void only_known_pages_may_connect_and_may_read_the_answer() throws Exception {
    try (Instance hub = Instance.on(redis.port()).origins(PAGE).start()) {
      awaitServing(hub);
      assertThat(negotiate(hub, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
      assertThatThrownBy(() -> webSocket(hub, "", "Origin", "https://evil.example"))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      HttpResponse<String> allowed = negotiate(hub, "Origin", PAGE);
      assertThat(allowed.statusCode()).isEqualTo(200);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    }
  }

  @Test
  void without_a_token_a_foreign_name_for_this_machine_is_refused() throws Exception {
    try (Instance hub = Instance.on(redis.port()).start()) {
      awaitServing(hub);
      String request =
          """
          POST /hubs/jobs/negotiate HTTP/1.1
          Host: %s
          Origin: http://%s
          Content-Length: 0
          Connection: close

          """;
      String evil = "evil.example:" + hub.port();
      assertThat(raw(hub, request.formatted(evil, evil))).startsWith("HTTP/1.1 403");
      String own = "127.0.0.1:" + hub.port();
      assertThat(raw(hub, request.formatted(own, own))).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_hub_without_its_database_says_so_and_takes_in_clients_once_it_is_there() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    Supplier<String> secret =
        () -> {
          if (there.get()) {
            return "the secret";
          }
          throw new StoreUnavailable("not there", new IOException());
        };
    try (Instance hub = Instance.on(redis.port()).secret(secret).start()) {
      assertThat(negotiate(hub).statusCode()).isEqualTo(503);
      assertThat(negotiate(hub).headers().firstValue("Retry-After")).contains("1");
      there.set(true);
      try (Client client = Client.connected(hub.uri())) {
        hub.tell(Events.started("j", client.id()));
        client.hears("j:1:started");
      }
    }
  }

  @Test
  void a_hub_without_redis_takes_in_clients_and_tells_them() throws Exception {
    try (Instance hub = Instance.on(freePort()).start();
        Client client = Client.connected(hub.uri())) {
      hub.tell(Events.started("j", client.id()));
      client.hears("j:1:started");
    }
  }

  @Test
  void a_client_that_negotiated_at_one_instance_may_connect_to_another() throws Exception {
    try (Instance a = Instance.on(redis.port()).start();
        Instance b = Instance.on(redis.port()).start()) {
      awaitServing(b);
      RawSocket socket = RawSocket.negotiated(a.uri());
      socket.openAt(b.uri());
      a.tell(Events.completed("j", socket.connectionId, "1"));
      socket.awaitText("job_completed");
      socket.close();
    }
  }

  @Test
  void a_hub_that_stops_tells_its_clients_to_come_back() throws Exception {
    Instance hub = Instance.on(redis.port()).start();
    RawSocket socket = RawSocket.negotiated(hub.uri());
    socket.open();
    hub.close();
    socket.awaitText("{\"type\":7,\"allowReconnect\":true}");
  }

  @Test
  void hostile_requests_are_refused_and_the_hub_goes_on() throws Exception {
    Random random = new Random(7);
    try (Instance hub = Instance.on(redis.port()).start();
        Client client = Client.connected(hub.uri())) {
      for (String method : new String[] {"GET", "POST", "DELETE", "PUT", "PATCH"}) {
        for (String query :
            new String[] {"", "?id=", "?id=%", "?id=%00", "?id=../x", "?id=" + "x".repeat(4000)}) {
          String request =
              method
                  + " /hubs/jobs"
                  + query
                  + " HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n\n";
          assertThat(statusOf(raw(hub, request))).as(method + query).isBetween(400, 405);
        }
      }
      assertThat(send(hub, "POST", "/negotiate/x").statusCode()).isEqualTo(404);
      for (int i = 0; i < 20; i++) {
        RawSocket socket = RawSocket.negotiated(hub.uri());
        socket.open();
        byte[] noise = new byte[200];
        random.nextBytes(noise);
        socket.send(new String(noise, StandardCharsets.ISO_8859_1) + "\u001e");
        socket.awaitText("<closed");
      }
      RawSocket talker = RawSocket.negotiated(hub.uri());
      talker.open();
      talker.send("x".repeat(40_000));
      talker.awaitText("<closed");
      await().until(() -> hub.hub.connections() == 1);
      hub.tell(Events.started("j", client.id()));
      client.hears("j:1:started");
    }
  }

  @Test
  void a_client_that_reads_nothing_is_cut_off_and_delays_nobody() throws Exception {
    try (Instance hub = Instance.on(redis.port()).start();
        Client client = Client.connected(hub.uri());
        Socket stalled = new Socket("localhost", hub.port())) {
      follow(stalled);
      await().until(() -> hub.hub.connections() == 2);
      String large = "\"" + "x".repeat(1_000_000) + "\"";
      client.follow("other");
      long start = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        hub.tell(Events.completed("big" + i, "", large));
        hub.tell(Events.started("other", ""));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      client.hears("other:1:started");
      await().atMost(Duration.ofSeconds(60)).until(() -> hub.hub.connections() == 1);
    }
  }

  /// A WebSocket that follows the workflow and then never reads.
  private static void follow(Socket socket) throws IOException {
    String hello =
        RawSocket.HELLO + "{\"type\":1,\"target\":\"Subscribe\",\"arguments\":[\"w-1\"]}\u001e";
    byte[] text = hello.getBytes(StandardCharsets.US_ASCII);
    String upgrade =
        """
        GET /hubs/jobs HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

        """;
    socket.getOutputStream().write(bytes(upgrade));
    socket
        .getOutputStream()
        .write(new byte[] {(byte) 0x81, (byte) (0x80 | text.length), 0, 0, 0, 0});
    socket.getOutputStream().write(text);
  }

  private void awaitServing(Instance hub, String... headers) {
    await().until(() -> negotiate(hub, headers).statusCode() == 200);
  }

  private HttpResponse<String> negotiate(Instance hub, String... headers) throws Exception {
    return send(hub, "POST", "/negotiate?negotiateVersion=1", headers);
  }

  private HttpResponse<String> send(Instance hub, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hub.uri() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private WebSocket webSocket(Instance hub, String query, String... header) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (header.length == 2) {
      builder.header(header[0], header[1]);
    }
    return builder
        .buildAsync(
            URI.create(hub.uri().toString().replace("http:", "ws:") + query),
            new WebSocket.Listener() {})
        .join();
  }

  private static String raw(Instance hub, String request) throws IOException {
    try (Socket socket = new Socket("localhost", hub.port());
        InputStream in = socket.getInputStream()) {
      socket.getOutputStream().write(bytes(request));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// As HTTP ends its lines.
  private static byte[] bytes(String request) {
    return request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int statusOf(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }
}

package io.github.backendexecutor.signalr.transport;

import static io.github.backendexecutor.signalr.transport.RawClient.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.SystemHubClock;
import io.github.backendexecutor.signalr.hub.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A client that keeps its connection and reads nothing, until every buffer between is full: it is
/// cut off, and no thread of the server stays behind in a write.
class StalledClientTest {
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

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void of_an_event_stream_on_the_jdk_server() throws Exception {
    try (JdkHubServer server = new JdkHubServer(endpoint);
        Socket _ = stream(server.uri())) {
      flood();
      patiently().until(() -> server.serving.get() == 0);
    }
  }

  @Test
  void of_an_event_stream_on_tomcat() throws Exception {
    try (TomcatHubServer server = new TomcatHubServer(endpoint);
        Socket _ = stream(server.uri())) {
      flood();
      patiently().until(() -> server.serving.get() == 0);
    }
  }

  @Test
  void of_a_web_socket_on_tomcat() throws Exception {
    try (TomcatHubServer server = new TomcatHubServer(endpoint);
        Socket _ = webSocket(server.uri())) {
      flood();
      patiently().until(() -> server.serving.get() == 0);
    }
  }

  /// Gives the writer more than all buffers between hold, then sends until the client is cut off,
  /// and sees that sending never takes long.
  private void flood() {
    await().until(() -> hub.size() == 1);
    hub.clients().all().send("news", "x".repeat(20_000_000));
    await().pollDelay(Duration.ofSeconds(1)).until(() -> hub.size() == 1); // it is stuck by now
    String text = "x".repeat(50_000);
    long start = System.nanoTime();
    for (int i = 0; i < 100 && hub.size() > 0; i++) {
      hub.clients().all().send("news", text);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(hub.size()).isZero();
  }

  private static org.awaitility.core.ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static Socket stream(URI hub) throws Exception {
    RawClient client = new RawClient(hub);
    String token = client.token();
    Socket socket =
        say(
            hub,
            "GET /hub?id=" + token + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
    await().until(() -> client.post(token, HELLO).statusCode() == 200);
    return socket;
  }

  private static Socket webSocket(URI hub) throws IOException {
    Socket socket =
        say(
            hub,
            """
            GET /hub HTTP/1.1
            Host: x
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """
                .replace("\n", "\r\n"));
    byte[] hello = HELLO.getBytes(StandardCharsets.US_ASCII);
    socket
        .getOutputStream()
        .write(new byte[] {(byte) 0x81, (byte) (0x80 | hello.length), 0, 0, 0, 0});
    socket.getOutputStream().write(hello);
    return socket;
  }

  private static Socket say(URI hub, String request) throws IOException {
    Socket socket = new Socket(hub.getHost(), hub.getPort());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}

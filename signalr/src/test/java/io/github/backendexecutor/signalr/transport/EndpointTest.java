package io.github.backendexecutor.signalr.transport;

import static io.github.backendexecutor.signalr.transport.RawClient.HELLO;
import static io.github.backendexecutor.signalr.transport.RawClient.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.ManualClock;
import io.github.backendexecutor.signalr.hub.Transport;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every row of what clients expect of the endpoint, over real HTTP with a clock turned by hand.
class EndpointTest {
  private static final byte[] KEY = new byte[32];
  private final ManualClock clock = new ManualClock();
  private final HubMethods methods = HubMethods.standard();
  private final Hub hub =
      new Hub(methods, HubTimeouts.DEFAULT, new HubLimits(32 * 1024, 100_000, 20, 10), clock);
  private JdkHubServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server = serve(hub, EnumSet.allOf(Transport.class));
    client = new RawClient(server.uri());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void negotiation_in_version_one_gives_an_id_a_secret_token_and_the_transports_in_order()
      throws Exception {
    HttpResponse<String> answer = client.send("POST", "/negotiate?negotiateVersion=1", "");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .matches(
            "\\{\"negotiateVersion\":1,\"connectionId\":\"[A-Za-z0-9_-]{22}\",\"connectionToken\":\"[A-Za-z0-9_-]{76}\",.*")
        .endsWith(
            "\"availableTransports\":[{\"transport\":\"WebSockets\",\"transferFormats\":[\"Text\",\"Binary\"]},"
                + "{\"transport\":\"ServerSentEvents\",\"transferFormats\":[\"Text\"]},"
                + "{\"transport\":\"LongPolling\",\"transferFormats\":[\"Text\",\"Binary\"]}]}");
    assertThat(
            client
                .negotiate("?negotiateVersion=7&useStatefulReconnect=true")
                .get("negotiateVersion"))
        .isEqualTo(1L);
  }

  @Test
  void negotiation_in_version_zero_gives_one_id_that_starts_the_connection() throws Exception {
    for (String query : List.of("", "?negotiateVersion=0")) {
      Map<?, ?> answer = client.negotiate(query);
      assertThat(answer.get("negotiateVersion")).isEqualTo(0L);
      assertThat(answer.containsKey("connectionToken")).isFalse();
      String id = String.valueOf(answer.get("connectionId"));
      client.get(id);
      client.post(id, HELLO);
      assertThat(hub.connection(id)).isNotNull();
    }
  }

  @Test
  void a_negotiation_that_makes_no_sense_is_answered_with_an_error_only() throws Exception {
    for (String query : List.of("?negotiateVersion=x", "?negotiateVersion=-1")) {
      assertThat(client.negotiate(query)).hasSize(1);
      assertThat(client.negotiate(query).get("error")).isNotNull();
    }
    assertThat(client.send("GET", "/negotiate", "").statusCode()).isEqualTo(405);
  }

  @Test
  void requests_without_an_id_with_an_unknown_one_or_with_another_verb_are_refused()
      throws Exception {
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertThat(client.send(method, "", "").statusCode()).as(method).isEqualTo(400);
      assertThat(client.send(method, "?id=unknown", "").statusCode()).as(method).isEqualTo(404);
    }
    assertThat(client.send("PUT", "?id=unknown", "").statusCode()).isEqualTo(405);
    assertThat(client.stream("unknown").statusCode()).isEqualTo(404);
    assertThat(client.post(client.token(), HELLO).statusCode()).isEqualTo(404);
  }

  @Test
  void a_token_is_of_no_use_forged_old_or_after_its_connection() throws Exception {
    String token = client.token();
    String forged = (token.startsWith("A") ? "B" : "A") + token.substring(1);
    assertThat(client.get(forged).statusCode()).isEqualTo(404);
    String old = client.token();
    clock.seconds(70);
    assertThat(client.get(old).statusCode()).isEqualTo(404);
    String used = client.polling();
    assertThat(client.send("DELETE", "?id=" + used, "").statusCode()).isEqualTo(202);
    assertThat(client.get(used).statusCode()).isEqualTo(204);
    assertThat(client.get(used).statusCode()).isEqualTo(404);
  }

  @Test
  void another_instance_with_the_same_key_takes_the_client_in() throws Exception {
    Hub other = new Hub(methods, HubTimeouts.DEFAULT, HubLimits.DEFAULT, clock);
    Map<?, ?> negotiated = client.negotiate("?negotiateVersion=1");
    String token = String.valueOf(negotiated.get("connectionToken"));
    try (JdkHubServer second = serve(other, EnumSet.allOf(Transport.class))) {
      RawClient there = new RawClient(second.uri());
      assertThat(there.get(token).statusCode()).isEqualTo(200);
      there.post(token, HELLO);
      assertThat(other.connection(String.valueOf(negotiated.get("connectionId")))).isNotNull();
    }
  }

  @Test
  void a_long_polling_client_connects_is_sent_to_and_calls_methods() throws Exception {
    String token = client.token();
    HttpResponse<String> first = client.get(token);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEmpty();
    assertThat(first.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache, no-store");
    assertThat(first.headers().firstValue("Pragma")).hasValue("no-cache");
    assertThat(first.headers().firstValue("Expires")).hasValue("Thu, 01 Jan 1970 00:00:00 GMT");

    CompletableFuture<HttpResponse<String>> poll = client.getLater(token);
    HttpResponse<String> posted = client.post(token, HELLO);
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEmpty();
    assertThat(poll.join().body()).isEqualTo("{}\u001e");

    hub.clients().all().send("a");
    hub.clients().all().send("b", 1L);
    assertThat(client.get(token).body())
        .isEqualTo(
            "{\"type\":1,\"target\":\"a\",\"arguments\":[]}\u001e{\"type\":1,\"target\":\"b\",\"arguments\":[1]}\u001e");

    client.post(token, "{\"type\":1,\"invocationId\":\"0\",\"target\":\"Get");
    client.post(token, "ConnectionId\",\"arguments\":[]}\u001e");
    assertThat(client.get(token).body()).contains("\"type\":3,\"invocationId\":\"0\",\"result\":");
  }

  @Test
  void long_polling_carries_messagepack() throws Exception {
    String token = client.token();
    client.get(token);
    client.post(token, "{\"protocol\":\"messagepack\",\"version\":1}\u001e" + "\u0002\u0091\u0006");
    assertThat(client.get(token).body()).isEqualTo("{}\u001e");
    only().close(null, true);
    assertThat(client.get(token).body()).hasSize(5);
  }

  @Test
  void a_long_poll_without_news_ends_empty_after_its_time() throws Exception {
    String token = client.polling();
    CompletableFuture<HttpResponse<String>> poll = client.getLater(token);
    await().until(() -> turnedUntil(poll));
    assertThat(poll.join().statusCode()).isEqualTo(200);
    assertThat(poll.join().body()).isEmpty();
  }

  @Test
  void of_two_long_polls_the_older_ends_and_the_newer_gets_the_news() throws Exception {
    String token = client.polling();
    CompletableFuture<HttpResponse<String>> older = client.getLater(token);
    await().pollDelay(Duration.ofMillis(200)).until(() -> !older.isDone());
    CompletableFuture<HttpResponse<String>> newer = client.getLater(token);
    assertThat(older.join().statusCode()).isEqualTo(204);
    hub.clients().all().send("news");
    assertThat(newer.join().statusCode()).isEqualTo(200);
    assertThat(newer.join().body()).contains("news");
  }

  @Test
  void a_long_polling_client_hears_the_last_words_and_then_the_end() throws Exception {
    String token = client.polling();
    only().close("over", false);
    assertThat(client.get(token).body()).isEqualTo("{\"type\":7,\"error\":\"over\"}\u001e");
    assertThat(client.get(token).statusCode()).isEqualTo(204);
    assertThat(client.get(token).statusCode()).isEqualTo(404);
  }

  @Test
  void a_long_polling_client_that_leaves_ends_its_waiting_poll() throws Exception {
    String token = client.polling();
    CompletableFuture<HttpResponse<String>> poll = client.getLater(token);
    assertThat(client.send("DELETE", "?id=" + token, "").statusCode()).isEqualTo(202);
    assertThat(poll.join().statusCode()).isEqualTo(204);
    assertThat(client.post(token, "x").statusCode()).isEqualTo(404);
    assertThat(client.send("DELETE", "?id=" + token, "").statusCode()).isEqualTo(404);
    assertThat(hub.size()).isZero();
  }

  @Test
  void a_client_that_polls_no_more_is_given_up() throws Exception {
    String token = client.polling();
    clock.seconds(13);
    assertThat(hub.size()).isEqualTo(1);
    clock.seconds(5);
    await().until(() -> hub.size() == 0);
    assertThat(client.get(token).statusCode()).isEqualTo(404);
  }

  @Test
  void a_client_that_never_says_hello_is_told_so_on_its_poll() throws Exception {
    String token = client.token();
    client.get(token);
    CompletableFuture<HttpResponse<String>> poll = client.getLater(token);
    await().until(() -> turnedUntil(poll));
    assertThat(poll.join().body()).isEqualTo("{\"error\":\"Handshake was canceled.\"}\u001e");
    assertThat(client.get(token).statusCode()).isEqualTo(204);
  }

  @Test
  void an_event_stream_starts_with_a_comment_and_carries_messages_as_events() throws Exception {
    String token = client.token();
    HttpResponse<InputStream> stream = client.stream(token);
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(stream.headers().firstValue("Cache-Control")).hasValue("no-cache,no-store");
    assertThat(stream.headers().firstValue("Content-Encoding")).hasValue("identity");
    InputStream in = stream.body();
    assertThat(readUntil(in, "\r\n")).isEqualTo(":\r\n");
    assertThat(client.post(token, HELLO).statusCode()).isEqualTo(200);
    assertThat(readUntil(in, "\r\n\r\n")).isEqualTo("data: {}\u001e\r\n\r\n");
    hub.clients().all().send("news");
    assertThat(readUntil(in, "\r\n\r\n"))
        .isEqualTo("data: {\"type\":1,\"target\":\"news\",\"arguments\":[]}\u001e\r\n\r\n");
    clock.seconds(16);
    assertThat(readUntil(in, "\r\n\r\n")).isEqualTo("data: {\"type\":6}\u001e\r\n\r\n");
    only().close(null, true);
    assertThat(readUntil(in, "never"))
        .isEqualTo("data: {\"type\":7,\"allowReconnect\":true}\u001e\r\n\r\n<end>");
    await().untilAsserted(() -> assertThat(client.post(token, "x").statusCode()).isEqualTo(404));
  }

  @Test
  void a_stream_is_opened_once_and_transports_are_not_changed_midway() throws Exception {
    String token = client.token();
    try (InputStream in = client.stream(token).body()) {
      assertThat(readUntil(in, "\r\n")).isEqualTo(":\r\n");
      assertThat(client.stream(token).statusCode()).isEqualTo(409);
      assertThat(client.get(token).statusCode()).isEqualTo(400);
      assertThat(client.send("DELETE", "?id=" + token, "").statusCode()).isEqualTo(400);
    }
    String polling = client.polling();
    assertThat(client.stream(polling).statusCode()).isEqualTo(400);
  }

  @Test
  void messagepack_over_an_event_stream_is_refused_cleanly() throws Exception {
    String token = client.token();
    InputStream in = client.stream(token).body();
    client.post(token, "{\"protocol\":\"messagepack\",\"version\":1}\u001e");
    assertThat(readUntil(in, "never"))
        .contains(
            "Cannot use the 'messagepack' protocol on the current transport. The transport does not support 'Binary' transfer format.")
        .endsWith("\u001e\r\n\r\n<end>");
  }

  @Test
  void an_event_stream_whose_client_went_away_is_noticed() throws Exception {
    String token = client.token();
    InputStream in = client.stream(token).body();
    client.post(token, HELLO);
    readUntil(in, "{}\u001e\r\n\r\n");
    in.close();
    await()
        .until(() -> {
          clock.seconds(16);
          return hub.size() == 0;
        });
  }

  @Test
  void lines_of_a_message_become_lines_of_an_event() {
    assertThat(
            EventStream.event(
                "{\n\"a\":\r\n1}\u001e".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .asString()
        .isEqualTo("data: {\r\ndata: \"a\":\r\ndata: 1}\u001e\r\n\r\n");
  }

  @Test
  void a_transport_that_is_switched_off_is_not_found() throws Exception {
    try (JdkHubServer pollingOnly = serve(hub, Set.of(Transport.LONG_POLLING))) {
      RawClient there = new RawClient(pollingOnly.uri());
      assertThat(there.stream(there.token()).statusCode()).isEqualTo(404);
      assertThat(there.negotiate("").get("availableTransports"))
          .asString()
          .doesNotContain("WebSockets", "Server");
      assertThat(there.get(there.token()).statusCode()).isEqualTo(200);
    }
    try (JdkHubServer streamsOnly = serve(hub, Set.of(Transport.SERVER_SENT_EVENTS))) {
      RawClient there = new RawClient(streamsOnly.uri());
      assertThat(there.get(there.token()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_connection_belongs_to_the_user_who_negotiated_it() throws Exception {
    RawClient ann = new RawClient(server.uri(), "X-User", "ann");
    String token = ann.polling();
    assertThat(only().user().id()).isEqualTo("ann");
    RawClient eve = new RawClient(server.uri(), "X-User", "eve");
    assertThat(eve.get(ann.token()).statusCode()).isEqualTo(404);
    assertThat(eve.get(token).statusCode()).isEqualTo(404);
    assertThat(eve.post(token, "x").statusCode()).isEqualTo(404);
    assertThat(client.send("DELETE", "?id=" + token, "").statusCode()).isEqualTo(404);
    assertThat(ann.send("DELETE", "?id=" + token, "").statusCode()).isEqualTo(202);
  }

  @Test
  void a_full_hub_says_so() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(client.get(client.token()).statusCode()).isEqualTo(200);
    }
    assertThat(client.get(client.token()).statusCode()).isEqualTo(503);
  }

  @Test
  void a_message_over_the_limit_in_one_request_closes_the_connection() throws Exception {
    String token = client.polling();
    assertThat(client.post(token, "x".repeat(200_000)).statusCode()).isEqualTo(200);
    assertThat(client.get(token).body())
        .isEqualTo(
            "{\"type\":7,\"error\":\"Connection closed with an error.\",\"allowReconnect\":true}\u001e");
  }

  @Test
  void pages_of_allowed_origins_get_in_with_credentials_and_others_do_not() throws Exception {
    HttpResponse<String> preflight =
        client.send("OPTIONS", "/negotiate", "", "Origin", "https://app.example.com");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example.com");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .hasValue("GET, POST, DELETE");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("x-signalr-user-agent");
    HttpResponse<String> answer =
        client.send("POST", "/negotiate", "", "Origin", "https://app.example.com");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example.com");
    for (String stranger :
        List.of("https://evil.example.com", "null", "https://app.example.com.evil.com", "::")) {
      assertThat(client.send("POST", "/negotiate", "", "Origin", stranger).statusCode())
          .as(stranger)
          .isEqualTo(403);
    }
    String own = server.uri().getScheme() + "://" + server.uri().getAuthority();
    assertThat(client.send("POST", "/negotiate", "", "Origin", own).statusCode()).isEqualTo(200);
  }

  private HubConnection only() {
    assertThat(hub.size()).isEqualTo(1);
    return hub.connections().iterator().next();
  }

  /// The request may still be on its way, so the clock is turned until it is answered.
  private boolean turnedUntil(CompletableFuture<?> answer) {
    clock.seconds(1);
    return answer.isDone();
  }

  private JdkHubServer serve(Hub served, Set<Transport> transports) throws Exception {
    ConnectionTokens tokens = new ConnectionTokens(KEY, Duration.ofMinutes(1), clock);
    AllowedOrigins origins = new AllowedOrigins(Set.of("https://app.example.com"));
    return new JdkHubServer(new HubEndpoint(served, tokens, transports, origins));
  }
}

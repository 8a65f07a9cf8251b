package io.github.backendexecutor.app.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The REST interface of Azure SignalR Service, played by a local server that checks each token.
@Timeout(60)
class AzureSignalRTest {
  private static final String KEY = "a-key-of-at-least-thirty-two-bytes!!";

  private record Request(String path, String body, String problem) {}

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final RecentEvidence evidence = new RecentEvidence();
  private final SystemClock clock = new SystemClock();
  private HttpServer server;
  private AzureSignalR azure;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    AzureAddress address =
        AzureAddress.parse(
            "Endpoint=http://127.0.0.1:%d;AccessKey=%s;Version=1.0;"
                .formatted(server.getAddress().getPort(), KEY));
    azure = new AzureSignalR(address, "MyApp.Hubs.JobHub", new Ledger(evidence, clock), clock);
  }

  @AfterEach
  void stop() {
    azure.close();
    server.stop(0);
    clock.close();
  }

  @Test
  void an_event_reaches_the_connection_with_a_token_for_its_address() {
    azure.add(parcel(new Address.Connection("c-1")));
    await().until(() -> evidence.count("job_completed", Outcome.ACCEPTED) == 1);
    assertThat(requests)
        .containsExactly(
            new Request(
                "/api/hubs/JobHub/connections/c-1/:send?api-version=2022-06-01",
                "{\"target\":\"job_completed\",\"arguments\":[{\"eventId\":\"j:1:completed\","
                    + "\"jobId\":\"j\",\"workflowId\":\"w-1\",\"role\":\"agent\","
                    + "\"status\":\"completed\",\"attempt\":1,\"result\":{\"status\":\"completed\","
                    + "\"output\":{\"n\":1}},\"finishedAt\":\"2026-03-01T12:00:00Z\"}]}",
                ""));
  }

  @Test
  void users_and_groups_have_addresses_of_their_own() {
    azure.add(parcel(new Address.User("ann b/c")));
    azure.add(parcel(new Address.Group("g")));
    await().until(() -> evidence.count("job_completed", Outcome.ACCEPTED) == 2);
    assertThat(requests).allMatch(request -> request.problem().isEmpty());
    assertThat(requests.stream().map(Request::path))
        .containsExactlyInAnyOrder(
            "/api/hubs/JobHub/users/ann%20b%2Fc/:send?api-version=2022-06-01",
            "/api/hubs/JobHub/groups/g/:send?api-version=2022-06-01");
  }

  @Test
  void what_passes_is_tried_again_and_what_does_not_is_not() {
    statuses.addAll(List.of(503, 429, 202, 403));
    azure.add(parcel(new Address.Connection("c-1")));
    await().atMost(Duration.ofSeconds(20)).until(() -> evidence.latest().size() == 1);
    azure.add(parcel(new Address.Connection("c-1")));
    await().until(() -> evidence.latest().size() == 2);
    assertThat(requests).hasSize(4);
    assertThat(evidence.latest().getFirst().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(evidence.latest().getFirst().detail()).isEqualTo("azure: HTTP 403");
    assertThat(evidence.latest().getLast().outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void a_text_that_is_no_connection_string_is_refused_without_repeating_it() {
    for (String wrong :
        List.of(
            "", "Endpoint=https://x", "AccessKey=" + KEY, "Endpoint=ftp://x;AccessKey=" + KEY)) {
      assertThatThrownBy(() -> AzureAddress.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(KEY);
    }
    AzureAddress address =
        AzureAddress.parse(" accesskey=k=; endpoint=https://x.service.signalr.net/;Port=8080");
    assertThat(address.accessKey()).isEqualTo("k=");
    assertThat(address).hasToString("https://x.service.signalr.net:8080");
  }

  private Parcel parcel(Address.Audience to) {
    return new Parcel(
        new PushEvent(Events.plain(Events.completed("j", "c-1", "{\"n\":1}"))), to, clock.nanos());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(new Request(exchange.getRequestURI().toString(), body, problem(exchange)));
    Integer status = statuses.poll();
    exchange.sendResponseHeaders(status == null ? 202 : status, -1);
    exchange.close();
  }

  /// What the service would hold against the token.
  private static String problem(HttpExchange exchange) {
    try {
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      String[] parts = header.replace("Bearer ", "").split("\\.", -1);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(signature).equals(parts[2])) {
        return "signature";
      }
      Object claims = Json.parse(Base64.getUrlDecoder().decode(parts[1]));
      String url =
          "http://"
              + exchange.getRequestHeaders().getFirst("Host")
              + exchange.getRequestURI().getRawPath();
      return claims instanceof Map<?, ?> fields
              && url.equals(fields.get("aud"))
              && fields.get("exp") instanceof Long end
              && end > Instant.now().getEpochSecond()
          ? ""
          : "claims " + claims;
    } catch (Exception e) {
      return e.toString();
    }
  }
}

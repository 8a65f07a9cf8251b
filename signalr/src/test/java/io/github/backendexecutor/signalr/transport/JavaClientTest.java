package io.github.backendexecutor.signalr.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import com.microsoft.signalr.HubConnectionState;
import com.microsoft.signalr.TransportEnum;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.Parameter;
import io.github.backendexecutor.signalr.hub.SystemHubClock;
import io.github.backendexecutor.signalr.hub.Transport;
import io.reactivex.rxjava3.core.Single;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Microsoft's own client for Java against this hub.
class JavaClientTest {
  private final SystemHubClock clock = new SystemHubClock();
  private final Hub hub =
      new Hub(
          HubMethods.standard()
              .with(
                  "Join",
                  List.of(Parameter.text("group")),
                  call -> join(call.connection().id(), call.text(0)))
              .with(
                  "Add",
                  List.of(Parameter.whole("a"), Parameter.whole("b")),
                  call -> call.whole(0) + call.whole(1)),
          HubTimeouts.DEFAULT,
          HubLimits.DEFAULT,
          clock);
  private TomcatHubServer tomcat;
  private JdkHubServer jdk;

  @BeforeEach
  void start() throws Exception {
    HubEndpoint endpoint =
        new HubEndpoint(
            hub,
            ConnectionTokens.ofThisProcess(clock),
            EnumSet.allOf(Transport.class),
            AllowedOrigins.sameOnly());
    tomcat = new TomcatHubServer(endpoint);
    jdk = new JdkHubServer(endpoint);
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.close();
    jdk.close();
    clock.close();
  }

  @Test
  void over_web_sockets_on_tomcat() throws Exception {
    walk(tomcat.uri(), TransportEnum.WEBSOCKETS, Transport.WEB_SOCKETS);
  }

  @Test
  void over_long_polling_on_tomcat() throws Exception {
    walk(tomcat.uri(), TransportEnum.LONG_POLLING, Transport.LONG_POLLING);
  }

  @Test
  void over_long_polling_on_the_jdk_server() throws Exception {
    walk(jdk.uri(), TransportEnum.LONG_POLLING, Transport.LONG_POLLING);
  }

  @Test
  void a_client_hears_that_the_hub_closes() throws Exception {
    List<HubConnection> clients =
        List.of(
            client(tomcat.uri(), TransportEnum.WEBSOCKETS),
            client(tomcat.uri(), TransportEnum.LONG_POLLING));
    clients.forEach(c -> assertThat(c.start().blockingAwait(30, TimeUnit.SECONDS)).isTrue());
    hub.close(Duration.ofSeconds(10));
    clients.forEach(
        c -> await().until(() -> c.getConnectionState() == HubConnectionState.DISCONNECTED));
  }

  /// The client takes a connection that ends without a closing frame for a fault.
  @RepeatedTest(60)
  void a_client_that_stops_ends_without_a_fault() {
    HubConnection client = client(tomcat.uri(), TransportEnum.WEBSOCKETS);
    assertThat(client.start().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    assertThat(client.stop().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> hub.size() == 0);
  }

  private void walk(URI uri, TransportEnum transport, Transport expected) throws Exception {
    HubConnection client = client(uri, transport);
    List<Object> heard = new CopyOnWriteArrayList<>();
    client.on("job_completed", heard::add, Map.class);
    client.onWithResult("ask", () -> Single.just("yes"));
    assertThat(client.start().blockingAwait(30, TimeUnit.SECONDS)).isTrue();

    String id = client.invoke(String.class, "GetConnectionId").blockingGet();
    assertThat(id).isEqualTo(client.getConnectionId());
    assertThat(held(id).transport()).isEqualTo(expected);
    assertThat(held(id).user()).isEqualTo(HubUser.named("ann"));
    assertThat(client.invoke(Long.class, "Add", 2, 3).blockingGet()).isEqualTo(5L);
    assertThatThrownBy(() -> client.invoke("Nothing").blockingAwait())
        .hasMessageContaining("Unknown hub method 'Nothing'");
    assertThatThrownBy(() -> client.invoke("Add", "x", 3).blockingAwait())
        .hasMessageContaining("must be WHOLE");
    assertThatThrownBy(() -> client.stream(String.class, "Add", 2, 3).blockingFirst())
        .hasMessageContaining("non-streaming");

    client.invoke("Join", "g").blockingAwait();
    assertThat(hub.clients().connection(id).send("job_completed", Map.of("jobId", "j-1")))
        .isEqualTo(1);
    assertThat(hub.clients().user("ann").send("job_completed", Map.of("jobId", "j-2")))
        .isEqualTo(1);
    assertThat(hub.clients().group("g").send("job_completed", Map.of("jobId", "j-3"))).isEqualTo(1);
    await().until(() -> heard.size() == 3);
    assertThat(heard)
        .containsExactly(Map.of("jobId", "j-1"), Map.of("jobId", "j-2"), Map.of("jobId", "j-3"));
    assertThat(held(id).invoke("ask").get(30, TimeUnit.SECONDS)).isEqualTo("yes");
    assertThatThrownBy(() -> held(id).invoke("unheard").get(30, TimeUnit.SECONDS))
        .hasMessageContaining("result");

    assertThat(client.stop().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> hub.size() == 0);
  }

  private static HubConnection client(URI uri, TransportEnum transport) {
    return HubConnectionBuilder.create(uri.toString())
        .withTransport(transport)
        .withHeader("X-User", "ann")
        .build();
  }

  private io.github.backendexecutor.signalr.hub.HubConnection held(String id) {
    return java.util.Objects.requireNonNull(hub.connection(id));
  }

  private boolean join(String connectionId, String group) {
    return hub.groups().add(connectionId, group);
  }
}

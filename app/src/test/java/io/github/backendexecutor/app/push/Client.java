package io.github.backendexecutor.app.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import com.microsoft.signalr.TransportEnum;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Microsoft's client for Java, with what it has heard.
final class Client implements AutoCloseable {
  final HubConnection connection;
  final List<String> heard = new CopyOnWriteArrayList<>();
  final List<Map<?, ?>> arguments = new CopyOnWriteArrayList<>();

  private Client(HubConnection connection) {
    this.connection = connection;
    for (String event : List.of("job_started", "job_retrying", "job_completed")) {
      connection.on(event, this::hear, Map.class);
    }
  }

  static Client connected(URI hub) {
    return connected(hub, TransportEnum.WEBSOCKETS);
  }

  static Client connected(URI hub, TransportEnum transport, String... header) {
    var builder = HubConnectionBuilder.create(hub.toString()).withTransport(transport);
    if (header.length == 2) {
      var _ = builder.withHeader(header[0], header[1]);
    }
    Client client = new Client(builder.build());
    // the hub may still agree with Redis on its secret
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> client.connection.start().blockingAwait(30, TimeUnit.SECONDS));
    return client;
  }

  private void hear(Map<?, ?> event) {
    arguments.add(event);
    heard.add(String.valueOf(event.get("eventId")));
  }

  String id() {
    return Objects.requireNonNull(connection.getConnectionId());
  }

  long follow(String id) {
    return connection.invoke(Long.class, "Subscribe", id).blockingGet();
  }

  long follow(String id, String lastEventId) {
    return connection.invoke(Long.class, "Subscribe", id, lastEventId).blockingGet();
  }

  /// Waits until it has heard these and sees that it heard no others.
  void hears(String... eventIds) {
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() >= eventIds.length);
    assertThat(heard).containsExactly(eventIds);
  }

  @Override
  public void close() {
    // when both sides say goodbye at once, this client may take that for a failure
    assertThat(connection.stop().onErrorComplete().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
  }
}

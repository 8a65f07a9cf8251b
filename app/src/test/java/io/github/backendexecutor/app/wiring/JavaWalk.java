package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import com.microsoft.signalr.HubConnectionState;
import com.microsoft.signalr.TransportEnum;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Microsoft's client for Java waits for the jobs `<name>-1` and `<name>-2` of the workflow
/// `<name>`.
final class JavaWalk {
  private final String name;
  private final HubConnection client;
  private final List<Map<?, ?>> heard = new CopyOnWriteArrayList<>();
  private String id = "";

  JavaWalk(String name, String url, TransportEnum transport) {
    this.name = name;
    this.client = HubConnectionBuilder.create(url).withTransport(transport).build();
    for (String event : List.of("job_started", "job_retrying", "job_completed")) {
      client.on(event, heard::add, Map.class);
    }
  }

  String name() {
    return name;
  }

  /// Answers the id of its connection.
  String connect() {
    start();
    assertThat(client.invoke(String.class, "GetConnectionId").blockingGet()).isEqualTo(id);
    assertThatThrownBy(() -> client.invoke("Nothing").blockingAwait())
        .hasMessageContaining("Unknown hub method 'Nothing'");
    return id;
  }

  void hearAndFollow() {
    hears(name + "-1:1:started", name + "-1:1:completed");
    assertThat(heard.getLast().get("seq")).isEqualTo(2.0);
    assertThat(follow()).isZero();
  }

  /// It has been silent since, and is the same.
  void hasIdled() {
    assertThat(client.getConnectionState()).isEqualTo(HubConnectionState.CONNECTED);
    assertThat(client.invoke(String.class, "GetConnectionId").blockingGet()).isEqualTo(id);
  }

  void comeBackAndMissNothing() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.getConnectionState() == HubConnectionState.DISCONNECTED);
    String before = id;
    start();
    assertThat(id).isNotEqualTo(before);
    assertThat(follow()).isEqualTo(2);
    hears(
        name + "-1:1:started",
        name + "-1:1:completed",
        name + "-2:1:started",
        name + "-2:1:completed");
    assertThat(client.stop().onErrorComplete().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
  }

  private void start() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> client.start().blockingAwait(30, TimeUnit.SECONDS));
    id = Objects.requireNonNull(client.getConnectionId());
  }

  private long follow() {
    Object last = heard.getLast().get("eventId");
    return client.invoke(Long.class, "Subscribe", name, last).blockingGet();
  }

  private void hears(String... eventIds) {
    await().atMost(Duration.ofSeconds(60)).until(() -> heard.size() >= eventIds.length);
    assertThat(heard.stream().map(event -> String.valueOf(event.get("eventId"))))
        .containsExactly(eventIds);
  }
}

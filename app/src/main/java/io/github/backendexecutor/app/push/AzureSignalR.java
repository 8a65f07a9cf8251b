package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Tells clients that Azure SignalR Service holds, over its REST interface. Several lanes send at a
/// time; the events of one audience keep to one lane, and so to their order.
final class AzureSignalR implements AutoCloseable {
  private static final String VERSION = "?api-version=2022-06-01";
  private static final int LANES = 8;
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(2));

  private final AzureAddress address;
  private final String hub;
  private final Ledger ledger;
  private final AzureToken tokens;
  private final Rest rest;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final List<ExecutorService> lanes =
      Stream.generate(() -> HubThreads.serial("azure")).limit(LANES).toList();
  private final AtomicLong waitingBytes = new AtomicLong();

  /// @param hub the full name of the hub's class; Azure knows it by the last part
  AzureSignalR(AzureAddress address, String hub, Ledger ledger, Clock clock) {
    this.address = address;
    this.hub = LiveHubs.className(hub);
    this.ledger = ledger;
    this.tokens = new AzureToken(address.accessKey(), clock);
    this.rest = new Rest(clock);
  }

  /// Never waits.
  void add(Parcel parcel) {
    long weight = parcel.event().weight();
    if (rest.isOver() || waitingBytes.addAndGet(weight) > MOST_BYTES) {
      waitingBytes.addAndGet(-weight);
      ledger.keep(parcel, Outcome.FAILED, "too much waits to be told");
      return;
    }
    lanes
        .get(Math.floorMod(parcel.to().hashCode(), LANES))
        .execute(() -> {
          send(parcel);
          waitingBytes.addAndGet(-weight);
        });
  }

  private void send(Parcel parcel) {
    String problem = post(parcel);
    for (int i = 0; i < PAUSES.size() && problem.startsWith("again: "); i++) {
      if (!rest.take(PAUSES.get(i))) {
        break;
      }
      problem = post(parcel);
    }
    if (problem.isEmpty()) {
      ledger.keep(parcel, Outcome.ACCEPTED, 1, "azure");
    } else {
      ledger.keep(parcel, Outcome.FAILED, "azure: " + problem.replace("again: ", ""));
    }
  }

  /// Answers what was wrong: nothing, or a text that begins with `again: ` when it may pass.
  private String post(Parcel parcel) {
    String url = address.endpoint() + "/api/hubs/" + hub + path(parcel.to());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + VERSION))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + tokens.forUrl(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(parcel.event().json()))
            .build();
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      int status = response.statusCode();
      boolean passing = status == 429 || status >= 500;
      return status / 100 == 2 ? "" : (passing ? "again: " : "") + "HTTP " + status;
    } catch (IOException e) {
      return "again: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String path(Audience to) {
    return switch (to) {
      case Address.Connection(var id) -> "/connections/" + encoded(id) + "/:send";
      case Address.User(var id) -> "/users/" + encoded(id) + "/:send";
      case Address.Group(var name) -> "/groups/" + encoded(name) + "/:send";
      case Address.All() -> "/:send";
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    rest.close();
    lanes.forEach(ExecutorService::shutdown);
    http.shutdownNow();
  }
}

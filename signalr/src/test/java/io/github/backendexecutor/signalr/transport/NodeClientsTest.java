package io.github.backendexecutor.signalr.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubMethods;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.Parameter;
import io.github.backendexecutor.signalr.hub.SystemHubClock;
import io.github.backendexecutor.signalr.hub.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Microsoft's JavaScript clients 8, 9 and 10 over every transport and protocol. Runs when they are
/// installed: `npm install` in `src/test/node`. `-Dsignalr.idle=40` lets each idle so long.
class NodeClientsTest {
  private static final Path FOLDER = Path.of("src/test/node");

  @Test
  void every_version_transport_and_protocol_walks_through() throws Exception {
    String skipped = "skipped: Microsoft's JavaScript clients are not installed (npm install)";
    if (!Files.exists(FOLDER.resolve("node_modules"))) {
      System.out.println(skipped);
    }
    assumeThat(FOLDER.resolve("node_modules")).as(skipped).exists();
    try (SystemHubClock clock = new SystemHubClock()) {
      Hub hub = new Hub(methods(), HubTimeouts.DEFAULT, HubLimits.DEFAULT, clock);
      HubEndpoint endpoint =
          new HubEndpoint(
              hub,
              ConnectionTokens.ofThisProcess(clock),
              EnumSet.allOf(Transport.class),
              AllowedOrigins.sameOnly());
      try (TomcatHubServer server = new TomcatHubServer(endpoint)) {
        walk(server.uri().toString());
        // an event stream's client just goes, which the next pings notice
        await().atMost(Duration.ofSeconds(90)).until(() -> hub.size() == 0);
      }
    }
  }

  private static void walk(String url) throws Exception {
    Path output = Files.createTempFile("node", ".txt");
    Process node =
        new ProcessBuilder("node", "clients.mjs", url, System.getProperty("signalr.idle", "0"))
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = node.waitFor();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).contains("ok ").doesNotContain("FAIL");
    assertThat(status).as(said).isZero();
    System.out.println(said);
  }

  private static HubMethods methods() {
    return HubMethods.standard()
        .with(
            "Tell", List.of(Parameter.text("jobId")), call -> tell(call.connection(), call.text(0)))
        .with("AskMe", List.of(), call -> ask(call.connection()))
        .with("Kick", List.of(), call -> kick(call.connection()));
  }

  private static boolean tell(HubConnection connection, String jobId) {
    Map<String, Object> output =
        Map.of("text", "\u00e4\u20ac\ud83d\ude00\u001e", "list", List.of(1, 2.5));
    return connection.send("job_completed", Map.of("jobId", jobId, "output", output));
  }

  private static @Nullable Object ask(HubConnection connection) {
    var _ = connection.invoke("ask").thenAccept(answer -> connection.send("answered", answer));
    return null;
  }

  private static @Nullable Object kick(HubConnection connection) {
    connection.close(null, true);
    return null;
  }
}

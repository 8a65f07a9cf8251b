package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Events over HTTP as they happen, from a whole service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ApiEventsTest {
  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage = ApiStage.start(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  /// A reader that keeps the lines it gets.
  private final class Reader implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Socket socket;

    Reader(String query, String lastEventId) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), stage.service.port());
      String last = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
      String head = "GET /api/v1/events?" + query + " HTTP/1.1\r\nHost: localhost\r\n";
      OutputStream out = socket.getOutputStream();
      out.write((head + last + "\r\n").getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var in =
          new java.io.BufferedReader(
              new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        lines.add("<gone>");
      }
    }

    void await(String event, int times) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> lines.stream().filter(("event: " + event)::equals).count() >= times);
    }

    List<String> ids() {
      return lines.stream().filter(line -> line.startsWith("id: ")).toList();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void submit(String workflow, int jobs) throws Exception {
    for (int i = 0; i < jobs; i++) {
      stage.submit(
          "{\"role\":\"agent\",\"task\":\"nap\",\"payload\":1,\"workflowId\":\""
              + workflow
              + "\"}");
    }
  }

  @Test
  void a_reader_hears_of_a_workflow_and_comes_back_without_gap_or_repetition() throws Exception {
    List<String> all;
    try (Reader reader = new Reader("workflowId=w", "")) {
      submit("w", 3);
      reader.await("job_completed", 3);
      all = reader.ids();
      assertThat(all)
          .containsExactlyElementsOf(IntStream.range(1, 7).mapToObj(i -> "id: " + i).toList());
      assertThat(reader.lines).anyMatch(line -> line.startsWith("data: {\"eventId\":"));
    }
    submit("w", 2);
    try (Reader reader = new Reader("workflowId=w", "4")) {
      reader.await("job_completed", 3);
      assertThat(reader.ids())
          .containsExactlyElementsOf(IntStream.range(5, 11).mapToObj(i -> "id: " + i).toList());
    }
  }

  @Test
  void a_job_that_nobody_waits_for_is_told_of_as_well() throws Exception {
    String id = stage.submit("{\"role\":\"agent\",\"task\":\"nap\",\"payload\":3000}");
    stage.awaitState(id, "running");
    try (Reader reader = new Reader("jobId=" + ApiStage.encoded(id), "")) {
      reader.await("job_completed", 1);
      assertThat(reader.lines).anyMatch(line -> line.contains("\"status\":\"completed\""));
    }
  }

  @Test
  void without_a_job_or_a_workflow_there_are_counts() throws Exception {
    try (Reader reader = new Reader("", "")) {
      reader.await("counts", 2);
      assertThat(reader.lines)
          .anyMatch(line -> line.matches("data: \\{\"running\":\\d+,\"waiting\":\\d+,.*"))
          .anyMatch(line -> line.startsWith("Content-Type: text/event-stream"));
    }
  }

  @Test
  void a_wrong_place_to_go_on_from_is_refused() throws Exception {
    try (Reader reader = new Reader("workflowId=w", "x")) {
      await().until(() -> !reader.lines.isEmpty());
      assertThat(reader.lines.getFirst()).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void a_service_with_readers_stops_at_once(@TempDir Path folder) throws Exception {
    ApiStage other = ApiStage.start(folder);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.service.port());
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    long since = System.nanoTime();
    other.close();
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(20));
    socket.close();
  }
}

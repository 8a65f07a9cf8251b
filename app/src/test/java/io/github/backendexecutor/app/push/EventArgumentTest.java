package io.github.backendexecutor.app.push;

import static io.github.backendexecutor.app.push.Events.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.signalr.protocol.ByteQueue;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.Json;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What clients read.
class EventArgumentTest {
  @Test
  void a_job_that_started() {
    assertThat(json(Events.started("j", "c")))
        .isEqualTo(
            "{\"eventId\":\"j:1:started\",\"jobId\":\"j\",\"workflowId\":\"w-1\",\"role\":\"agent\","
                + "\"status\":\"running\",\"attempt\":1,\"startedAt\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void a_job_that_is_tried_again() {
    assertThat(json(Events.retrying("j", "c")))
        .isEqualTo(
            "{\"eventId\":\"j:1:retrying\",\"jobId\":\"j\",\"workflowId\":\"w-1\",\"role\":\"agent\","
                + "\"status\":\"retry_wait\",\"attempt\":1,\"error\":\"not yet\","
                + "\"failedAt\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void a_job_that_completed() {
    assertThat(json(Events.completed("j", "c", "{ \"a\" : [1, 2.5, \"ü👋\"] }")))
        .isEqualTo(
            "{\"eventId\":\"j:1:completed\",\"jobId\":\"j\",\"workflowId\":\"w-1\",\"role\":\"agent\","
                + "\"status\":\"completed\",\"attempt\":1,"
                + "\"result\":{\"status\":\"completed\",\"output\":{\"a\":[1,2.5,\"ü👋\"]}},"
                + "\"finishedAt\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void a_job_that_failed() {
    assertThat(json(Events.failed("j", "c", "out of paper")))
        .isEqualTo(
            "{\"eventId\":\"j:1:completed\",\"jobId\":\"j\",\"workflowId\":\"w-1\",\"role\":\"agent\","
                + "\"status\":\"failed\",\"attempt\":1,"
                + "\"result\":{\"status\":\"failed\",\"output\":null},\"error\":\"out of paper\","
                + "\"finishedAt\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void an_output_that_clients_cannot_read_stays_behind_and_the_event_says_why() {
    String fits = "[".repeat(60) + "]".repeat(60);
    assertThat(json(Events.completed("j", "c", fits))).contains("\"output\":" + fits);
    assertThat(json(Events.completed("j", "c", "[" + fits + "]")))
        .contains("\"output\":null,\"outputOmitted\":\"nested too deep\"");
    assertThat(json(Events.completed("j", "c", "1e999")))
        .contains("\"output\":null,\"outputOmitted\":\"a number is out of range\"");
  }

  @Test
  void both_protocols_carry_the_same() {
    SerializedMessage message =
        new PushEvent(plain(Events.completed("j", "c", "{\"a\":[1,2.5,null,true,\"ü\"]}")))
            .message();
    Object json = Json.parse(framedJson(message));
    Object messagePack = Json.parse(framedJson(SerializedMessage.of(readBack(message))));
    assertThat(messagePack).isEqualTo(json);
  }

  @Test
  void an_output_that_is_no_longer_there_is_not_taken_for_none() {
    assertThat(json(Events.completed("j", "c", null)))
        .contains("\"output\":null,\"outputOmitted\":\"too large, or no longer kept\"");
  }

  @Test
  void a_numbered_event_says_where_it_stands_and_is_read_back_with_it() {
    NumberedEvent event = new NumberedEvent(Events.started("j", "c"), new EventNumber(2, 7));
    PushEvent push = new PushEvent(event);
    assertThat(framedJson(push.message())).contains("\"attempt\":1,\"seq\":7,\"jobSeq\":2,");
    Object read = Json.parse(Json.text(EventArgument.of(event)));
    Map<?, ?> argument = (Map<?, ?>) Objects.requireNonNull(read);
    Letter letter = EventArgument.letter("job_started", argument, push.message());
    assertThat(letter).isEqualTo(push.letter());
    assertThat(EventArgument.letter("job_started", Map.of("jobId", 1L), push.message())).isNull();
  }

  @Test
  void what_a_running_job_says() {
    Run run = new Run(Jobs.job("j"), 1, 0, null, Events.NOON);
    assertThat(json(JobEvent.progress(run, 3, new JsonText("{\"done\":0.5}"), Events.NOON)))
        .startsWith("{\"eventId\":\"j:1:progress:3\",\"jobId\":\"j\",")
        .endsWith("\"progress\":{\"done\":0.5},\"at\":\"2026-03-01T12:00:00Z\"}");
    assertThat(json(JobEvent.log(run, 4, new JsonText("\"hello\""), Events.NOON)))
        .startsWith("{\"eventId\":\"j:1:log:4\",")
        .endsWith("\"line\":\"hello\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  private static HubMessage readBack(SerializedMessage message) {
    HubProtocol protocol = Objects.requireNonNull(HubProtocol.named("messagepack"));
    byte[] bytes = Objects.requireNonNull(message.in(protocol));
    var queue = new ByteQueue();
    queue.add(bytes, 0, bytes.length);
    byte[] frame = Objects.requireNonNull(protocol.nextFrame(queue, Integer.MAX_VALUE));
    return Objects.requireNonNull(protocol.read(frame));
  }

  private static String framedJson(SerializedMessage message) {
    byte[] bytes = Objects.requireNonNull(message.byProtocol().get("json"));
    return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
  }

  private static String json(JobEvent event) {
    return Json.text(EventArgument.of(plain(event)));
  }
}

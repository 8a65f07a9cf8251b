package io.github.backendexecutor.signalr.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ack;
import io.github.backendexecutor.signalr.protocol.HubMessage.CancelInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Close;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ping;
import io.github.backendexecutor.signalr.protocol.HubMessage.Sequence;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamItem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes that ASP.NET Core's own tests expect, and those that the JavaScript client parsed
/// back.
class GoldenVectorsTest {
  static final HubMessage JOB =
      Invocation.of("job_completed", ordered("jobId", "j-1", "status", "succeeded"));

  static Stream<Arguments> messagePack() {
    return Stream.of(
        vector("lgGAo3h5eqZtZXRob2SQkA==", new Invocation("xyz", "method", List.of(), List.of())),
        vector("lgGAwKZtZXRob2SQkA==", Invocation.of("method")),
        vector("lgGAwKZtZXRob2SRKpA=", Invocation.of("method", 42L)),
        vector("lgGAwKZtZXRob2SSKqZzdHJpbmeQ", Invocation.of("method", 42L, "string")),
        vector(
            "lgGAwKZUYXJnZXSRKpGrX190ZXN0X2lkX18=",
            new Invocation(null, "Target", List.of(42L), List.of("__test_id__"))),
        vector("lAKAo3h5eio=", new StreamItem("xyz", 42L)),
        vector("lAKAo3h5esM=", new StreamItem("xyz", true)),
        vector("lAKAo3h5espCKAAA", new StreamItem("xyz", 42.0f)),
        vector(
            "lQOAo3h5egGwRXJyb3Igbm90IGZvdW5kIQ==", Completion.failure("xyz", "Error not found!")),
        vector("lAOAo3h5egI=", Completion.nothing("xyz")),
        vector("lQOAo3h5egMq", Completion.value("xyz", 42L)),
        vector("lQOAo3h5egOmc3RyaW5n", Completion.value("xyz", "string")),
        vector("lQOAo3h5egPD", Completion.value("xyz", true)),
        vector(
            "lgSAo3h5eqZtZXRob2SRKpA=",
            new StreamInvocation("xyz", "method", List.of(42L), List.of())),
        vector("kwWAo3h5eg==", new CancelInvocation("xyz")),
        vector("kQY=", new Ping()),
        vector("kwfAwg==", new Close(null, false)),
        vector("kwfAww==", new Close(null, true)),
        vector("kwemRXJyb3Ihwg==", new Close("Error!", false)),
        vector("kwemRXJyb3Ihww==", new Close("Error!", true)),
        Arguments.of(HexFormat.of().parseHex("920824"), new Ack(36)),
        Arguments.of(HexFormat.of().parseHex("920913"), new Sequence(19)));
  }

  @ParameterizedTest
  @MethodSource("messagePack")
  void messagepack_is_written_and_read_byte_for_byte(byte[] body, HubMessage message) {
    assertThat(HubProtocol.MESSAGE_PACK.write(message))
        .isEqualTo(MessagePackHubProtocol.framed(body));
    assertThat(HubProtocol.MESSAGE_PACK.read(body)).isEqualTo(message);
  }

  @Test
  void numbers_in_a_longer_form_than_needed_are_read() {
    assertThat(HubProtocol.MESSAGE_PACK.read(HexFormat.of().parseHex("9208cc24")))
        .isEqualTo(new Ack(36));
    assertThat(HubProtocol.MESSAGE_PACK.read(HexFormat.of().parseHex("9209cc13")))
        .isEqualTo(new Sequence(19));
  }

  static Stream<Arguments> json() {
    return Stream.of(
        Arguments.of(
            "{\"type\":1,\"target\":\"Target\",\"arguments\":[1,\"Foo\",2.0]}",
            Invocation.of("Target", 1L, "Foo", 2.0)),
        Arguments.of(
            "{\"type\":1,\"invocationId\":\"123\",\"target\":\"Target\",\"arguments\":[]}",
            new Invocation("123", "Target", List.of(), List.of())),
        Arguments.of(
            "{\"type\":1,\"target\":\"Target\",\"arguments\":[null]}",
            Invocation.of("Target", (Object) null)),
        Arguments.of(
            "{\"type\":1,\"target\":\"Target\",\"arguments\":[],\"streamIds\":[\"1\"]}",
            new Invocation(null, "Target", List.of(), List.of("1"))),
        Arguments.of(
            "{\"type\":2,\"invocationId\":\"123\",\"item\":\"Foo\"}", new StreamItem("123", "Foo")),
        Arguments.of(
            "{\"type\":3,\"invocationId\":\"123\",\"result\":null}", Completion.value("123", null)),
        Arguments.of(
            "{\"type\":3,\"invocationId\":\"123\",\"error\":\"Whoops!\"}",
            Completion.failure("123", "Whoops!")),
        Arguments.of("{\"type\":3,\"invocationId\":\"123\"}", Completion.nothing("123")),
        Arguments.of(
            "{\"type\":4,\"invocationId\":\"123\",\"target\":\"Target\",\"arguments\":[true]}",
            new StreamInvocation("123", "Target", List.of(true), List.of())),
        Arguments.of("{\"type\":5,\"invocationId\":\"123\"}", new CancelInvocation("123")),
        Arguments.of("{\"type\":6}", new Ping()),
        Arguments.of("{\"type\":7}", new Close(null, false)),
        Arguments.of(
            "{\"type\":7,\"error\":\"Error!\",\"allowReconnect\":true}", new Close("Error!", true)),
        Arguments.of("{\"type\":8,\"sequenceId\":36}", new Ack(36)),
        Arguments.of("{\"type\":9,\"sequenceId\":19}", new Sequence(19)));
  }

  @ParameterizedTest
  @MethodSource("json")
  void json_is_written_and_read_byte_for_byte(String text, HubMessage message) {
    assertThat(new String(HubProtocol.JSON.write(message), StandardCharsets.UTF_8))
        .isEqualTo(text + "\u001e");
    assertThat(HubProtocol.JSON.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(message);
  }

  @Test
  void the_job_event_has_the_bytes_that_the_javascript_client_understood() {
    assertThat(new String(HubProtocol.JSON.write(JOB), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":1,\"target\":\"job_completed\",\"arguments\":[{\"jobId\":\"j-1\",\"status\":\"succeeded\"}]}\u001e");
    assertThat(HexFormat.of().formatHex(HubProtocol.MESSAGE_PACK.write(JOB)))
        .isEqualTo(
            "30960180c0ad6a6f625f636f6d706c657465649182a56a6f624964a36a2d31a6737461747573a973756363656564656490");
  }

  @Test
  void lengths_are_written_as_varints() {
    Map<Integer, String> starts = Map.of(0, "00", 53, "35", 128, "8001", 5248, "8029");
    starts.forEach((length, hex) -> {
      byte[] prefix = HexFormat.of().parseHex(hex);
      byte[] frame = MessagePackHubProtocol.framed(new byte[length]);
      assertThat(frame).hasSize(prefix.length + length).startsWith(prefix);
    });
    ByteQueue queue = new ByteQueue();
    queue.add(HexFormat.of().parseHex("ffffffff07"), 0, 5);
    assertThat(queue.takeLengthPrefixed(Integer.MAX_VALUE)).isNull();
  }

  @Test
  void elements_added_by_a_later_version_are_ignored() {
    byte[] eight =
        HexFormat.of().parseHex("980180c0a6" + "6d6574686f64" + "90" + "90" + "c0" + "93010203");
    assertThat(HubProtocol.MESSAGE_PACK.read(eight)).isEqualTo(Invocation.of("method"));
  }

  @Test
  void stream_ids_may_be_left_out_and_an_empty_id_means_none() {
    byte[] five = HexFormat.of().parseHex("950180a0a6" + "6d6574686f64" + "90");
    assertThat(HubProtocol.MESSAGE_PACK.read(five)).isEqualTo(Invocation.of("method"));
    byte[] json =
        "{\"type\":1,\"invocationId\":\"\",\"target\":\"method\",\"arguments\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(HubProtocol.JSON.read(json)).isEqualTo(Invocation.of("method"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "91a3666f6f",
        "9201a3666f6f",
        "920180",
        "930180a3616263",
        "90",
        "c0",
        "",
        "9103",
        "950380a3787a790901",
        "940380a378797a03",
        "940380a378797a01",
        "9108",
        "9107",
        "930580",
        "960180c0a16190c0",
        "960180c0a161c090"
      })
  void broken_messagepack_is_refused(String hex) {
    assertThatThrownBy(() -> HubProtocol.MESSAGE_PACK.read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(InvalidMessage.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{}{}",
        "{\"type\":\"1\"}",
        "{\"type\":1.5}",
        "{\"type\":1}",
        "{\"type\":1,\"target\":3,\"arguments\":[]}",
        "{\"type\":1,\"target\":\"t\"}",
        "{\"type\":1,\"target\":\"t\",\"arguments\":{}}",
        "{\"type\":1,\"target\":\"t\",\"arguments\":[],\"streamIds\":[1]}",
        "{\"type\":1,\"target\":\"t\",\"arguments\":[1e999]}",
        "{\"type\":1,\"invocationId\":3,\"target\":\"t\",\"arguments\":[]}",
        "{\"type\":2,\"invocationId\":\"1\"}",
        "{\"type\":2,\"item\":1}",
        "{\"type\":3,\"invocationId\":\"1\",\"result\":1,\"error\":\"e\"}",
        "{\"type\":3}",
        "{\"type\":4,\"target\":\"t\",\"arguments\":[]}",
        "{\"type\":5}",
        "{\"type\":7,\"error\":1}",
        "{\"type\":7,\"allowReconnect\":\"yes\"}",
        "{\"type\":8}",
        "{\"Type\":6}",
        "{'type':6}"
      })
  void broken_json_is_refused(String json) {
    assertThatThrownBy(() -> HubProtocol.JSON.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidMessage.class);
  }

  @Test
  void properties_come_in_any_order_and_unknown_ones_and_headers_are_ignored() {
    String text =
        "{\"extra\":[{}],\"headers\":{\"a\":\"b\"},\"arguments\":[1],\"target\":\"t\",\"invocationId\":\"0\",\"type\":1}";
    assertThat(HubProtocol.JSON.read(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Invocation("0", "t", List.of(1L), List.of()));
  }

  @Test
  void messages_of_an_unknown_type_are_skipped() {
    assertThat(HubProtocol.JSON.read("{\"type\":99}".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(HubProtocol.JSON.read("{\"type\":-3}".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(HubProtocol.MESSAGE_PACK.read(HexFormat.of().parseHex("9163"))).isNull();
  }

  static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i].toString(), pairs[i + 1]);
    }
    return map;
  }

  private static Arguments vector(String base64, HubMessage message) {
    byte[] body = Base64.getDecoder().decode(base64);
    return Arguments.of(Arrays.copyOf(body, body.length), message);
  }
}

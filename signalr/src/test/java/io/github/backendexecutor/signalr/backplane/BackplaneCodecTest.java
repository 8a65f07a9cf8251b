package io.github.backendexecutor.signalr.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.Cases;
import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.backplane.Payload.Ack;
import io.github.backendexecutor.signalr.backplane.Payload.Action;
import io.github.backendexecutor.signalr.backplane.Payload.Answer;
import io.github.backendexecutor.signalr.backplane.Payload.GroupCommand;
import io.github.backendexecutor.signalr.backplane.Payload.ReplyTo;
import io.github.backendexecutor.signalr.backplane.Payload.Send;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackplaneCodecTest {
  private static final List<Function<byte[], Payload>> READERS =
      List.of(
          BackplaneCodec::readSend,
          BackplaneCodec::readGroupCommand,
          BackplaneCodec::readAck,
          BackplaneCodec::readAnswer);

  @ParameterizedTest
  @CsvSource({"9100, 0", "912a, 42", "91ccb4, 180", "91cd0180, 384", "91ce00011170, 70000"})
  void an_ack_has_the_golden_bytes(String hex, int id) {
    assertThat(hex(new Ack(id))).isEqualTo(hex);
    assertThat(BackplaneCodec.readAck(bytes(hex))).isEqualTo(new Ack(id));
  }

  @ParameterizedTest
  @CsvSource({"952aa15301a147a143, ADD", "952aa15302a147a143, REMOVE"})
  void a_group_command_has_the_golden_bytes(String hex, Action action) {
    GroupCommand command = new GroupCommand(42, "S", action, "G", "C");
    assertThat(hex(command)).isEqualTo(hex);
    assertThat(BackplaneCodec.readGroupCommand(bytes(hex))).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource({
    "929082a27031c4012aa27032c4012a, ''",
    "9291a16182a27031c4012aa27032c4012a, a",
    "9296a161a162a163a164a165a16682a27031c4012aa27032c4012a, a b c d e f"
  })
  void an_invocation_has_the_golden_bytes(String hex, String excluded) {
    List<String> ids = excluded.isEmpty() ? List.of() : List.of(excluded.split(" "));
    assertThat(hex(new Send(dummy(), ids, null))).isEqualTo(hex);
    Send read = BackplaneCodec.readSend(bytes(hex));
    assertThat(read.excludedIds()).isEqualTo(ids);
    assertThat(read.replyTo()).isNull();
    assertThat(read.message().byProtocol()).containsOnlyKeys("p1", "p2");
    assertThat(read.message().byProtocol().get("p2")).containsExactly(0x2a);
  }

  @Test
  void the_job_event_has_the_golden_payload() {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("jobId", "j-1");
    event.put("status", "succeeded");
    byte[] payload =
        BackplaneCodec.write(Send.of(SerializedMessage.of(Invocation.of("job_completed", event))));
    assertThat(payload).hasSize(160);
    assertThat(Base64.getEncoder().encodeToString(payload))
        .isEqualTo(
            "kpCCpGpzb27EV3sidHlwZSI6MSwidGFyZ2V0Ijoiam9iX2NvbXBsZXRlZCIsImFyZ3VtZW50cyI6W3siam9iSWQi"
                + "OiJqLTEiLCJzdGF0dXMiOiJzdWNjZWVkZWQifV19HqttZXNzYWdlcGFja8QxMJYBgMCtam9iX2NvbXBsZXRl"
                + "ZJGCpWpvYklko2otMaZzdGF0dXOpc3VjY2VlZGVkkA==");
  }

  @Test
  void a_request_for_a_result_names_its_id_and_its_return_channel() {
    Send send = new Send(dummy(), List.of(), new ReplyTo("7", "Hub:internal:return:S"));
    String hex =
        "949082a27031c4012aa27032c4012aa137b5"
            + HexFormat.of().formatHex("Hub:internal:return:S".getBytes(StandardCharsets.UTF_8));
    assertThat(hex(send)).isEqualTo(hex);
    assertThat(BackplaneCodec.readSend(bytes(hex)).replyTo()).isEqualTo(send.replyTo());
  }

  @ParameterizedTest
  @CsvSource({
    "92a46a736f6ec4287b2274797065223a332c22696e766f636174696f6e4964223a2231222c22726573756c74223a317d, json",
    "92ab6d6573736167657061636bc409950380a378797a032a, messagepack"
  })
  void an_answer_has_the_golden_bytes(String hex, String protocol) {
    Answer answer = BackplaneCodec.readAnswer(bytes(hex));
    assertThat(answer.protocol()).isEqualTo(protocol);
    assertThat(hex(answer)).isEqualTo(hex);
  }

  @Test
  void elements_added_by_a_later_version_are_ignored() {
    assertThat(BackplaneCodec.readAck(bytes("932ac0c3"))).isEqualTo(new Ack(42));
    assertThat(BackplaneCodec.readSend(bytes("939080c0")).replyTo()).isNull();
    assertThat(BackplaneCodec.readSend(bytes("959080a137a152c0")).replyTo())
        .isEqualTo(new ReplyTo("7", "R"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "90",
        "c0",
        "91a0",
        "9190",
        "929081a1610a",
        "92908101c40100",
        "9280a1",
        "91cf00000000ffffffff",
        "ddffffffff"
      })
  void what_is_no_payload_is_refused(String hex) {
    READERS.forEach(reader ->
        assertThatThrownBy(() -> reader.apply(bytes(hex))).isInstanceOf(InvalidMessage.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"952aa15303a147a143", "952aa15301a147", "942aa15301a147", "952a0101a147a143"})
  void what_is_no_group_command_is_refused(String hex) {
    assertThatThrownBy(() -> BackplaneCodec.readGroupCommand(bytes(hex)))
        .isInstanceOf(InvalidMessage.class);
  }

  @Test
  void damaged_and_truncated_payloads_give_a_payload_or_the_defined_exception() {
    byte[] whole =
        BackplaneCodec.write(new Send(dummy(), List.of("a", "b"), new ReplyTo("7", "R")));
    Cases.forAll(
        20_000,
        random -> {
          byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
          if (damaged.length > 0 && random.nextBoolean()) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
          }
          for (Function<byte[], Payload> reader : READERS) {
            try {
              assertThat(reader.apply(damaged)).isNotNull();
            } catch (InvalidMessage expected) {
              assertThat(expected.getMessage()).isNotBlank();
            }
          }
        });
  }

  private static SerializedMessage dummy() {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    bytes.put("p1", new byte[] {0x2a});
    bytes.put("p2", new byte[] {0x2a});
    return new SerializedMessage(bytes);
  }

  private static String hex(Payload payload) {
    return HexFormat.of().formatHex(BackplaneCodec.write(payload));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}

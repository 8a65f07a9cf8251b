package io.github.backendexecutor.signalr.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.protocol.Handshake.Agreed;
import io.github.backendexecutor.signalr.protocol.Handshake.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  @Test
  void both_protocols_are_agreed_in_versions_one_and_two() {
    for (HubProtocol protocol : HubProtocol.all()) {
      for (int version : List.of(1, 2)) {
        Handshake.Answer answer = Handshake.answer(new Request(protocol.name(), version), true);
        assertThat(answer).isEqualTo(new Agreed(protocol));
        assertThat(answer.write()).containsExactly(0x7b, 0x7d, 0x1e);
      }
    }
  }

  @Test
  void what_is_not_understood_is_refused_in_the_words_of_aspnet() {
    assertThat(refusal(new Request("xml", 1), true))
        .isEqualTo("{\"error\":\"The protocol 'xml' is not supported.\"}\u001e");
    assertThat(refusal(new Request("JSON", 1), true)).contains("not supported");
    assertThat(refusal(new Request("json", 3), true))
        .isEqualTo(
            "{\"error\":\"The server does not support version 3 of the 'json' protocol.\"}\u001e");
    assertThat(refusal(new Request("json", 0), true)).contains("version 0");
    assertThat(refusal(new Request("messagepack", 1), false))
        .isEqualTo(
            "{\"error\":\"Cannot use the 'messagepack' protocol on the current transport."
                + " The transport does not support 'Binary' transfer format.\"}\u001e");
  }

  @Test
  void a_request_is_read_as_it_was_written() {
    byte[] record = new Request("json", 1).write();
    assertThat(new String(record, StandardCharsets.UTF_8))
        .isEqualTo("{\"protocol\":\"json\",\"version\":1}\u001e");
    assertThat(Request.read(Arrays.copyOf(record, record.length - 1)))
        .isEqualTo(new Request("json", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"protocol\":\"json\"}",
        "{\"protocol\":1,\"version\":1}",
        "{\"protocol\":\"json\",\"version\":\"1\"}",
        "GET / HTTP/1.1"
      })
  void anything_else_is_no_handshake(String text) {
    assertThatThrownBy(() -> Request.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidMessage.class);
  }

  private static String refusal(Request request, boolean binary) {
    return new String(Handshake.answer(request, binary).write(), StandardCharsets.UTF_8);
  }
}

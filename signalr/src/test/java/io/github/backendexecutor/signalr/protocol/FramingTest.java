package io.github.backendexecutor.signalr.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.Cases;
import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.RandomValues;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ping;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
  private static final int LIMIT = 1 << 20;

  static List<HubProtocol> protocols() {
    return HubProtocol.all();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void messages_survive_every_split_point(HubProtocol protocol) {
    List<HubMessage> messages =
        List.of(
            new Ping(),
            GoldenVectorsTest.JOB,
            Completion.value("1", "\u001e and \u00e4\u20ac\ud83d\ude00".repeat(20)),
            new Ping());
    byte[] stream = stream(protocol, messages);
    for (int split = 0; split <= stream.length; split++) {
      ByteQueue queue = new ByteQueue();
      List<HubMessage> read = new ArrayList<>();
      queue.add(stream, 0, split);
      drain(protocol, queue, read);
      queue.add(stream, split, stream.length - split);
      drain(protocol, queue, read);
      assertThat(read).isEqualTo(messages);
      assertThat(queue.size()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void random_messages_survive_random_splits(HubProtocol protocol) {
    Cases.forAll(
        100,
        random -> {
          List<HubMessage> messages = randomMessages(random);
          byte[] stream = stream(protocol, messages);
          ByteQueue queue = new ByteQueue();
          List<HubMessage> read = new ArrayList<>();
          for (int at = 0; at < stream.length; ) {
            int length =
                Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 5000));
            queue.add(stream, at, length);
            drain(protocol, queue, read);
            at += length;
          }
          assertThat(read).isEqualTo(messages);
        });
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void damaged_messages_give_a_message_or_the_defined_exception(HubProtocol protocol) {
    byte[] stream =
        stream(protocol, List.of(GoldenVectorsTest.JOB, Completion.failure("7", "no"), new Ping()));
    Cases.forAll(
        20_000,
        random -> {
          byte[] damaged = stream.clone();
          for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
          }
          feedHostile(protocol, damaged);
        });
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void random_bytes_give_a_message_or_the_defined_exception(HubProtocol protocol) {
    Cases.forAll(20_000, random -> feedHostile(protocol, Cases.bytes(random, 80)));
  }

  @Test
  void a_json_message_over_the_limit_is_refused_before_it_ends_and_one_at_the_limit_is_taken() {
    ByteQueue queue = new ByteQueue();
    byte[] data = new byte[101];
    queue.add(data, 0, 100);
    assertThat(queue.takeRecord(100)).isNull();
    queue.add(new byte[] {0x1e}, 0, 1);
    assertThat(queue.takeRecord(100)).hasSize(100);
    queue.add(data, 0, 101);
    assertThatThrownBy(() -> queue.takeRecord(100))
        .isInstanceOf(InvalidMessage.class)
        .hasMessageContaining("100");
  }

  @Test
  void a_messagepack_message_over_the_limit_is_refused_by_its_length_alone() {
    ByteQueue queue = new ByteQueue();
    queue.add(HexFormat.of().parseHex("8001"), 0, 1);
    assertThat(queue.takeLengthPrefixed(100)).isNull();
    queue.add(HexFormat.of().parseHex("01"), 0, 1);
    assertThatThrownBy(() -> queue.takeLengthPrefixed(100)).isInstanceOf(InvalidMessage.class);
    ByteQueue endless = new ByteQueue();
    endless.add(HexFormat.of().parseHex("808080808000"), 0, 6);
    assertThatThrownBy(() -> endless.takeLengthPrefixed(100)).isInstanceOf(InvalidMessage.class);
  }

  @Test
  void a_queue_that_is_never_quite_empty_stays_small() {
    ByteQueue queue = new ByteQueue();
    byte[] oneAndAHalf = "{\"type\":6}\u001e{\"type\"".getBytes(StandardCharsets.UTF_8);
    byte[] rest = ":6}\u001e{\"type\"".getBytes(StandardCharsets.UTF_8);
    queue.add(oneAndAHalf, 0, oneAndAHalf.length);
    for (int i = 0; i < 100_000; i++) {
      assertThat(queue.takeRecord(100)).asString().isEqualTo("{\"type\":6}");
      queue.add(rest, 0, rest.length);
    }
    assertThat(queue.capacity()).isLessThan(100);
  }

  @Test
  void nesting_as_deep_as_the_limit_allows_is_read_and_deeper_json_is_refused() {
    String fine = "[".repeat(60) + "]".repeat(60);
    assertThat(Json.parse(fine)).isInstanceOf(List.class);
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(InvalidMessage.class);
  }

  @Test
  void odd_json_values_are_read_as_a_browser_would_and_written_without_failing() {
    assertThat(Json.parse("18446744073709551615"))
        .isEqualTo(new java.math.BigInteger("18446744073709551615"));
    assertThat(Json.parse("184467440737095516150")).isEqualTo(0x1.4p67);
    assertThat(Json.parse("{\"a\":1,\"a\":2}")).isEqualTo(java.util.Map.of("a", 2L));
    Object lone = Json.parse("\"\\ud800\"");
    assertThat(HubProtocol.JSON.write(Completion.value("1", lone))).isNotEmpty();
    assertThat(HubProtocol.MESSAGE_PACK.write(Completion.value("1", lone))).isNotEmpty();
    assertThat(Json.text(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    assertThat(Json.text(new java.math.BigDecimal("1.50"))).isEqualTo("1.50");
    assertThatThrownBy(() -> Json.text(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.text(List.of(new Object())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(InvalidMessage.class);
  }

  private static void feedHostile(HubProtocol protocol, byte[] bytes) {
    ByteQueue queue = new ByteQueue();
    queue.add(bytes, 0, bytes.length);
    try {
      drain(protocol, queue, new ArrayList<>());
    } catch (InvalidMessage expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private static void drain(HubProtocol protocol, ByteQueue queue, List<HubMessage> into) {
    byte[] frame;
    while ((frame = protocol.nextFrame(queue, LIMIT)) != null) {
      into.add(protocol.read(frame));
    }
  }

  private static byte[] stream(HubProtocol protocol, List<HubMessage> messages) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    messages.forEach(message -> stream.writeBytes(protocol.write(message)));
    return stream.toByteArray();
  }

  private static List<HubMessage> randomMessages(Random random) {
    List<HubMessage> messages = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      messages.add(
          random.nextBoolean()
              ? new Invocation(null, "t" + i, RandomValues.list(random, 2), List.of())
              : Completion.value("" + i, RandomValues.value(random, 2)));
    }
    return messages;
  }
}

package io.github.backendexecutor.signalr.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.Cases;
import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.PlainValues;
import io.github.backendexecutor.signalr.RandomValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

class MsgPackTest {
  private static final long[] EDGES = {
    0,
    1,
    127,
    128,
    255,
    256,
    65535,
    65536,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    Long.MAX_VALUE,
    -1,
    -32,
    -33,
    -128,
    -129,
    -32768,
    -32769,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE - 1L,
    Long.MIN_VALUE
  };

  @Test
  void whole_numbers_at_every_edge_are_written_in_the_shortest_form_and_read_back()
      throws Exception {
    for (long number : EDGES) {
      byte[] ours = write(number);
      assertThat(ours).as("%d", number).isEqualTo(theirs(number));
      assertThat(read(ours)).isEqualTo(number);
    }
  }

  @Test
  void lengths_at_every_edge_are_written_in_the_shortest_form_and_read_back() throws Exception {
    for (int size : new int[] {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536}) {
      String text = "x".repeat(size);
      byte[] bytes = new byte[size];
      List<Object> list = new ArrayList<>(java.util.Collections.nCopies(size, 1L));
      assertThat(write(text)).isEqualTo(theirs(text));
      assertThat(write(bytes)).isEqualTo(theirs(bytes));
      assertThat(write(list)).isEqualTo(theirs(list));
      assertThat(read(write(text))).isEqualTo(text);
      assertThat(read(write(bytes))).isEqualTo(bytes);
      assertThat(read(write(list))).isEqualTo(list);
    }
  }

  @Test
  void random_values_are_the_same_bytes_as_those_of_msgpack_core_and_come_back() {
    Cases.forAll(
        300,
        random -> {
          Object value = RandomValues.value(random, 3);
          byte[] ours = write(value);
          assertThat(ours).isEqualTo(theirs(value));
          assertThat(read(ours)).isEqualTo(value);
        });
  }

  @Test
  void every_truncation_of_a_message_is_invalid_and_nothing_else() {
    Cases.forAll(
        50,
        random -> {
          byte[] whole = write(RandomValues.list(random, 2));
          for (int length = 0; length < Math.min(whole.length, 2000); length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(InvalidMessage.class);
            assertThatThrownBy(() -> new MsgPackReader(part).skip())
                .isInstanceOf(InvalidMessage.class);
          }
        });
  }

  @Test
  void random_bytes_are_read_or_refused_with_the_defined_exception_only() {
    Cases.forAll(
        20_000,
        random -> {
          byte[] bytes = Cases.bytes(random, 60);
          try {
            read(bytes);
            new MsgPackReader(bytes).skip();
          } catch (InvalidMessage expected) {
            assertThat(expected.getMessage()).isNotBlank();
          }
        });
  }

  @Test
  void a_length_larger_than_the_message_takes_no_memory() {
    for (String hostile :
        List.of(
            "dd7fffffff",
            "ddffffffff",
            "df7fffffff",
            "dfffffffff",
            "dbffffffff",
            "c6ffffffff",
            "c9ffffffff01",
            "dc00029f")) {
      byte[] bytes = HexFormat.of().parseHex(hostile);
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidMessage.class);
      assertThatThrownBy(() -> new MsgPackReader(bytes).skip()).isInstanceOf(InvalidMessage.class);
    }
  }

  @Test
  void values_nested_too_deep_are_refused_and_can_be_skipped() {
    byte[] deep = new byte[10_000];
    Arrays.fill(deep, 0, deep.length - 1, (byte) 0x91);
    deep[deep.length - 1] = 1;
    assertThatThrownBy(() -> read(deep))
        .isInstanceOf(InvalidMessage.class)
        .hasMessageContaining("deep");
    new MsgPackReader(deep).skip();
    byte[] justRight = new byte[PlainValues.MAX_DEPTH + 1];
    Arrays.fill(justRight, 0, justRight.length - 1, (byte) 0x91);
    assertThat(read(justRight)).isInstanceOf(List.class);
  }

  @Test
  void a_value_that_holds_itself_is_refused_when_written() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    assertThatThrownBy(() -> write(self)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> write(new Object())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_whole_range_of_unsigned_numbers_is_carried() {
    BigInteger largest = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    assertThat(read(write(largest))).isEqualTo(largest);
    assertThat(read(write(BigInteger.TEN))).isEqualTo(10L);
    assertThatThrownBy(() -> write(largest.add(BigInteger.ONE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void times_of_every_size_become_text_and_other_extensions_are_refused() throws Exception {
    for (String time :
        List.of(
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00.123456789Z",
            "2600-01-01T00:00:00.500Z",
            "0001-01-01T00:00:00Z")) {
      try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
        packer.packTimestamp(Instant.parse(time));
        assertThat(read(packer.toByteArray())).isEqualTo(time);
      }
    }
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("d40500")))
        .isInstanceOf(InvalidMessage.class);
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("c70cff000000007fffffffffffffff")))
        .isInstanceOf(InvalidMessage.class);
  }

  @Test
  void text_that_is_not_utf_8_is_refused() {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("a2c328")))
        .isInstanceOf(InvalidMessage.class);
  }

  @Test
  void a_map_with_numbers_as_keys_is_read_and_one_with_lists_as_keys_refused() {
    assertThat(read(HexFormat.of().parseHex("8107a161"))).isEqualTo(Map.of("7", "a"));
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("819001")))
        .isInstanceOf(InvalidMessage.class);
  }

  private static byte[] write(@Nullable Object value) {
    return new MsgPackWriter().value(value).bytes();
  }

  private static @Nullable Object read(byte[] bytes) {
    return new MsgPackReader(bytes).value();
  }

  private static byte[] theirs(@Nullable Object value) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      pack(packer, value);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pack(MessageBufferPacker packer, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> packer.packNil();
      case Boolean flag -> packer.packBoolean(flag);
      case Long number -> packer.packLong(number);
      case Double number -> packer.packDouble(number);
      case String text -> packer.packString(text);
      case byte[] bytes -> packer.packBinaryHeader(bytes.length).writePayload(bytes);
      case List<?> list -> {
        packer.packArrayHeader(list.size());
        for (Object element : list) {
          pack(packer, element);
        }
      }
      case Map<?, ?> map -> {
        packer.packMapHeader(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          pack(packer, entry.getKey());
          pack(packer, entry.getValue());
        }
      }
      case Value other -> packer.packValue(other);
      default -> throw new IllegalArgumentException(value.toString());
    }
  }
}

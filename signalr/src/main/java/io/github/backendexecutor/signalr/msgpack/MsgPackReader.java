package io.github.backendexecutor.signalr.msgpack;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.PlainValues;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads MessagePack that may come from an enemy: a length is believed only when that many bytes
/// are really there, nesting is bounded, text must be UTF-8. Every method throws [InvalidMessage]
/// and nothing else when the bytes are not what it asks for.
public final class MsgPackReader {
  private static final int TIMESTAMP = -1;
  private final ByteBuffer in;

  public MsgPackReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  /// The number of elements of the list that starts here.
  public int array() {
    int type = type();
    return switch (type) {
      case 0xdc -> elements(size(2), 1);
      case 0xdd -> elements(size(4), 1);
      default -> elements(fixed(type, 0x90, 0x9f, "a list"), 1);
    };
  }

  /// The number of pairs of the map that starts here.
  public int map() {
    int type = type();
    return switch (type) {
      case 0xde -> elements(size(2), 2);
      case 0xdf -> elements(size(4), 2);
      default -> elements(fixed(type, 0x80, 0x8f, "a map"), 2);
    };
  }

  public String text() {
    if (value(0) instanceof String text) {
      return text;
    }
    throw wrong("text");
  }

  public @Nullable String textOrNil() {
    Object value = value(0);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong("text or nil");
  }

  public byte[] binary() {
    if (value(0) instanceof byte[] bytes) {
      return bytes;
    }
    throw wrong("bytes");
  }

  public boolean flag() {
    if (value(0) instanceof Boolean flag) {
      return flag;
    }
    throw wrong("true or false");
  }

  public long whole() {
    if (value(0) instanceof Long number) {
      return number;
    }
    throw wrong("a whole number");
  }

  /// Any value, as [PlainValues] names them; a timestamp becomes ISO-8601 text, as it is in JSON.
  public @Nullable Object value() {
    return value(0);
  }

  /// Jumps over one value, whatever it is, without keeping any of it.
  public void skip() {
    // not recursive: `left` counts the values still to be passed, so depth needs no bound here
    for (long left = 1; left > 0; left--) {
      left += skipOne();
    }
  }

  private @Nullable Object value(int depth) {
    int type = type();
    if (type < 0x80) {
      return (long) type;
    }
    if (type >= 0xe0) {
      return (long) (byte) type;
    }
    if (type <= 0x8f) {
      return map(elements(type & 0xf, 2), depth + 1);
    }
    if (type <= 0x9f) {
      return list(elements(type & 0xf, 1), depth + 1);
    }
    return type <= 0xbf ? utf8(type & 0x1f) : scalar(type, depth);
  }

  private @Nullable Object scalar(int type, int depth) {
    return switch (type) {
      case 0xc0 -> null;
      case 0xc2, 0xc3 -> type == 0xc3;
      case 0xc4, 0xc5, 0xc6 -> bytes(size(1 << (type - 0xc4)));
      case 0xc7, 0xc8, 0xc9 -> extension(size(1 << (type - 0xc7)));
      case 0xca -> Float.intBitsToFloat((int) number(4));
      case 0xcb -> Double.longBitsToDouble(number(8));
      case 0xcc, 0xcd, 0xce -> number(1 << (type - 0xcc));
      case 0xcf -> unsigned(number(8));
      case 0xd0, 0xd1, 0xd2, 0xd3 -> signed(1 << (type - 0xd0));
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (type - 0xd4));
      case 0xd9, 0xda, 0xdb -> utf8(size(1 << (type - 0xd9)));
      case 0xdc, 0xdd -> list(elements(size(2 << (type - 0xdc)), 1), depth + 1);
      case 0xde, 0xdf -> map(elements(size(2 << (type - 0xde)), 2), depth + 1);
      default -> throw new InvalidMessage("a byte that starts no value in MessagePack");
    };
  }

  private List<@Nullable Object> list(int size, int depth) {
    check(depth);
    List<@Nullable Object> list = new ArrayList<>(Math.min(size, 16));
    for (int i = 0; i < size; i++) {
      list.add(value(depth));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(int size, int depth) {
    check(depth);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Object key = value(depth);
      if (!(key instanceof String) && !(key instanceof Long)) {
        throw new InvalidMessage("a key of a map is neither text nor a number");
      }
      map.put(key.toString(), value(depth));
    }
    return map;
  }

  private int skipOne() {
    int type = type();
    if (type < 0x80 || type >= 0xe0 || type == 0xc0 || type == 0xc2 || type == 0xc3) {
      return 0;
    }
    if (type <= 0x8f || type == 0xde || type == 0xdf) {
      return 2 * elements(type <= 0x8f ? type & 0xf : size(2 << (type - 0xde)), 2);
    }
    if (type <= 0x9f || type == 0xdc || type == 0xdd) {
      return elements(type <= 0x9f ? type & 0xf : size(2 << (type - 0xdc)), 1);
    }
    if (type <= 0xbf) {
      pass(type & 0x1f);
    } else if (type >= 0xc7 && type <= 0xc9) {
      pass(size(1 << (type - 0xc7)) + 1);
    } else if (type >= 0xd4 && type <= 0xd8) {
      pass((1 << (type - 0xd4)) + 1);
    } else {
      Object _ = scalar(type, 0);
    }
    return 0;
  }

  private String extension(int size) {
    byte type = bytes(1)[0];
    ByteBuffer data = ByteBuffer.wrap(bytes(size));
    if (type != TIMESTAMP) {
      throw new InvalidMessage("an extension of MessagePack other than a time");
    }
    try {
      return switch (size) {
        case 4 -> Instant.ofEpochSecond(Integer.toUnsignedLong(data.getInt())).toString();
        case 8 -> time(data.getLong()).toString();
        case 12 ->
            Instant.ofEpochSecond(data.getLong(4), Integer.toUnsignedLong(data.getInt(0)))
                .toString();
        default -> throw new InvalidMessage("a time of an unknown size");
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new InvalidMessage("a time out of range", e);
    }
  }

  /// 30 bits of nanoseconds, then 34 bits of seconds.
  private static Instant time(long packed) {
    return Instant.ofEpochSecond(packed & 0x3_ffff_ffffL, packed >>> 34);
  }

  private String utf8(int size) {
    byte[] bytes = bytes(size);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidMessage("text is not UTF-8", e);
    }
  }

  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  private long signed(int bytes) {
    int unused = Long.SIZE - bytes * 8;
    return number(bytes) << unused >> unused;
  }

  /// A big-endian number of so many bytes, without sign unless it fills the long.
  private long number(int bytes) {
    need(bytes);
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | (in.get() & 0xff);
    }
    return number;
  }

  private int size(int bytes) {
    long size = number(bytes);
    if (size > in.remaining()) {
      throw new InvalidMessage("a length is larger than the message");
    }
    return (int) size;
  }

  /// Refuses a list or map that claims more elements than there are bytes left for them.
  private int elements(int count, int bytesEach) {
    if ((long) count * bytesEach > in.remaining()) {
      throw new InvalidMessage("a count is larger than the message");
    }
    return count;
  }

  private byte[] bytes(int count) {
    need(count);
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private void pass(int count) {
    need(count);
    in.position(in.position() + count);
  }

  private int type() {
    need(1);
    return in.get() & 0xff;
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new InvalidMessage("the message ends too early");
    }
  }

  private static int fixed(int type, int first, int last, String wanted) {
    if (type < first || type > last) {
      throw wrong(wanted);
    }
    return type & 0xf;
  }

  private static void check(int depth) {
    if (depth > PlainValues.MAX_DEPTH) {
      throw new InvalidMessage("values are nested too deep");
    }
  }

  private static InvalidMessage wrong(String wanted) {
    return new InvalidMessage("expected " + wanted);
  }
}

package io.github.backendexecutor.signalr.msgpack;

import io.github.backendexecutor.signalr.PlainValues;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes MessagePack in its shortest form, which is what .NET writes too, so that equal messages
/// are equal bytes.
public final class MsgPackWriter {
  private static final int MAX_LONG_BITS = 63;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  /// What has been written so far.
  public byte[] bytes() {
    return out.toByteArray();
  }

  /// Starts a list; its `size` elements follow.
  public MsgPackWriter array(int size) {
    return size < 16 ? one(0x90 | size) : sized(size, -1, 0xdc, 0xdd);
  }

  /// Starts a map; its `size` pairs follow.
  public MsgPackWriter map(int size) {
    return size < 16 ? one(0x80 | size) : sized(size, -1, 0xde, 0xdf);
  }

  public MsgPackWriter nil() {
    return one(0xc0);
  }

  public MsgPackWriter flag(boolean value) {
    return one(value ? 0xc3 : 0xc2);
  }

  /// Text, or nil.
  public MsgPackWriter text(@Nullable String value) {
    if (value == null) {
      return nil();
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    MsgPackWriter _ =
        utf8.length < 32 ? one(0xa0 | utf8.length) : sized(utf8.length, 0xd9, 0xda, 0xdb);
    out.writeBytes(utf8);
    return this;
  }

  public MsgPackWriter binary(byte[] value) {
    sized(value.length, 0xc4, 0xc5, 0xc6);
    out.writeBytes(value);
    return this;
  }

  public MsgPackWriter whole(long value) {
    return value < 0 ? negative(value) : positive(value);
  }

  /// Any value of [PlainValues].
  ///
  /// @throws IllegalArgumentException it cannot travel
  public MsgPackWriter value(@Nullable Object value) {
    value(value, 0);
    return this;
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> nil();
      case Boolean flag -> flag(flag);
      case BigInteger number -> big(number);
      case Float number -> one(0xca).fixed(Float.floatToIntBits(number), 4);
      case Double number -> real(number);
      case BigDecimal number -> real(number.doubleValue());
      case Number number -> whole(PlainValues.whole(number));
      case CharSequence text -> text(text.toString());
      case byte[] bytes -> binary(bytes);
      case List<?> list -> list(list, depth + 1);
      case Map<?, ?> map -> map(map, depth + 1);
      default -> throw PlainValues.cannotTravel(value);
    }
  }

  private void real(double value) {
    one(0xcb).fixed(Double.doubleToLongBits(value), 8);
  }

  private void list(List<?> list, int depth) {
    PlainValues.checkDepth(depth);
    array(list.size());
    for (Object element : list) {
      value(element, depth);
    }
  }

  private void map(Map<?, ?> map, int depth) {
    PlainValues.checkDepth(depth);
    map(map.size());
    map.forEach((key, value) -> {
      text(String.valueOf(key));
      value(value, depth);
    });
  }

  private void big(BigInteger value) {
    if (value.bitLength() <= MAX_LONG_BITS) {
      whole(value.longValue());
    } else if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
      one(0xcf).fixed(value.longValue(), 8);
    } else {
      throw new IllegalArgumentException("a whole number of more than 64 bits cannot travel");
    }
  }

  private MsgPackWriter positive(long value) {
    if (value < 0x80) {
      return one((int) value);
    }
    if (value <= 0xff) {
      return one(0xcc).fixed(value, 1);
    }
    if (value <= 0xffff) {
      return one(0xcd).fixed(value, 2);
    }
    return value <= 0xffff_ffffL ? one(0xce).fixed(value, 4) : one(0xcf).fixed(value, 8);
  }

  private MsgPackWriter negative(long value) {
    if (value >= -32) {
      return one((int) value);
    }
    if (value >= Byte.MIN_VALUE) {
      return one(0xd0).fixed(value, 1);
    }
    if (value >= Short.MIN_VALUE) {
      return one(0xd1).fixed(value, 2);
    }
    return value >= Integer.MIN_VALUE ? one(0xd2).fixed(value, 4) : one(0xd3).fixed(value, 8);
  }

  /// A type byte for a length of one (if the type has such a form), two or four bytes, then the
  /// length.
  private MsgPackWriter sized(int size, int oneByte, int twoBytes, int fourBytes) {
    if (oneByte >= 0 && size <= 0xff) {
      return one(oneByte).fixed(size, 1);
    }
    return size <= 0xffff ? one(twoBytes).fixed(size, 2) : one(fourBytes).fixed(size, 4);
  }

  private MsgPackWriter fixed(long value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      one((int) (value >>> shift));
    }
    return this;
  }

  private MsgPackWriter one(int value) {
    out.write(value);
    return this;
  }
}

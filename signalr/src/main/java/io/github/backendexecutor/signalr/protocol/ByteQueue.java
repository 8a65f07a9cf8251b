package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes received and not yet understood: transports cut the stream of a client where they like,
/// and whole messages are taken out here. Holds no memory while it is empty, since most connections
/// are idle most of the time. Not for several threads.
public final class ByteQueue {
  /// Ends a JSON message.
  public static final byte RECORD_SEPARATOR = 0x1e;

  private static final byte[] EMPTY = {};
  private static final int MAX_PREFIX = 5;

  private byte[] bytes = EMPTY;
  private int start;
  private int end;

  /// Everything before this has been searched for a separator, so it is not searched again.
  private int searched;

  /// Adds what has been received.
  public void add(byte[] data, int offset, int length) {
    if (end + length > bytes.length) {
      int needed = end - start + length;
      byte[] larger = needed <= bytes.length ? bytes : new byte[Math.max(needed, 2 * bytes.length)];
      System.arraycopy(bytes, start, larger, 0, end - start);
      searched -= start;
      end -= start;
      start = 0;
      bytes = larger;
    }
    System.arraycopy(data, offset, bytes, end, length);
    end += length;
  }

  int capacity() {
    return bytes.length;
  }

  public int size() {
    return end - start;
  }

  /// Takes the bytes before the next record separator and drops the separator; null when there is
  /// none yet.
  ///
  /// @throws InvalidMessage there are more than `most` bytes before it
  public byte @Nullable [] takeRecord(int most) {
    while (searched < end && bytes[searched] != RECORD_SEPARATOR) {
      searched++;
    }
    if (searched - start > most) {
      throw tooLong(most);
    }
    return searched < end ? take(0, searched - start, 1) : null;
  }

  /// Takes the body after a length in LEB128 (seven bits a byte, lowest first); null when it is not
  /// all there yet.
  ///
  /// @throws InvalidMessage the length is over `most` or takes more than five bytes
  public byte @Nullable [] takeLengthPrefixed(int most) {
    long length = 0;
    for (int i = 0; i < size(); i++) {
      byte next = bytes[start + i];
      length |= (long) (next & 0x7f) << (7 * i);
      if (length > most) {
        throw tooLong(most);
      }
      if (next >= 0) {
        return size() - i - 1 < length ? null : take(i + 1, (int) length, 0);
      }
      if (i == MAX_PREFIX - 1) {
        throw new InvalidMessage(
            "the length of a message takes more than " + MAX_PREFIX + " bytes");
      }
    }
    return null;
  }

  private byte[] take(int before, int length, int after) {
    byte[] taken = Arrays.copyOfRange(bytes, start + before, start + before + length);
    start += before + length + after;
    searched = start;
    if (start == end) {
      bytes = EMPTY;
      start = 0;
      end = 0;
      searched = 0;
    }
    return taken;
  }

  private static InvalidMessage tooLong(int most) {
    return new InvalidMessage("a message is longer than " + most + " bytes");
  }
}

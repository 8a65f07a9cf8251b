package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.CleanText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of one entry as text, and the first thing that is wrong with them as a whole. Fields
/// that can be read are kept even then, so that whoever waits for the job can be told.
final class EntryFields {
  static final int MAX_FIELDS = 64;

  /// Of an entry that is too large only short fields are looked at: its ids.
  private static final int MAX_LENGTH_OF_IDS = 1_024;

  private final Map<String, String> values = new LinkedHashMap<>();
  private @Nullable String defect;

  /// @param raw names and values in turn, as Redis keeps them
  EntryFields(List<byte[]> raw, long maxBytes) {
    int fields = raw.size() / 2;
    long bytes = size(raw);
    if (fields > MAX_FIELDS) {
      defect("the entry has " + fields + " fields; at most " + MAX_FIELDS + " are allowed");
    } else if (bytes > maxBytes) {
      defect("the entry is " + bytes + " bytes long; at most " + maxBytes + " are allowed");
    }
    int longest = defect == null ? Integer.MAX_VALUE : MAX_LENGTH_OF_IDS;
    for (int i = 0; i < Math.min(fields, MAX_FIELDS); i++) {
      if (raw.get(2 * i).length <= longest && raw.get(2 * i + 1).length <= longest) {
        read(raw.get(2 * i), raw.get(2 * i + 1));
      }
    }
  }

  /// How many bytes the names and values have.
  static long size(List<byte[]> raw) {
    long bytes = 0;
    for (byte[] part : raw) {
      bytes += part.length;
    }
    return bytes;
  }

  /// What is wrong; null when nothing is.
  @Nullable String defect() {
    return defect;
  }

  /// Takes a field out, so that what remains at the end is unknown. Null when it is absent.
  @Nullable String take(String name) {
    return values.remove(name);
  }

  /// Takes an optional field out; empty counts as absent, because not every producer can leave a
  /// field out.
  @Nullable String takeFilled(String name) {
    String value = values.remove(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /// The fields that nobody took, in the order of the entry.
  Map<String, String> rest() {
    return values.isEmpty() ? Map.of() : values;
  }

  private void read(byte[] rawName, byte[] rawValue) {
    String name = text(rawName);
    if (name == null) {
      defect("a field's name is not UTF-8; UTF-8 text is allowed");
      return;
    }
    String value = text(rawValue);
    if (value == null) {
      defect("the field '" + shown(name) + "' is not UTF-8; UTF-8 text is allowed");
    } else if (name.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
      defect("the field '" + shown(name) + "' contains NUL; text without NUL is allowed");
    } else if (values.containsKey(name)) {
      defect("the field '" + shown(name) + "' appears twice; each name is allowed once");
      values.put(name, ""); // which of the two is meant nobody knows
    } else {
      values.put(name, value);
    }
  }

  private void defect(String what) {
    if (defect == null) {
      defect = what;
    }
  }

  /// Null when the bytes are not UTF-8.
  private static @Nullable String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // only a text with U+FFFD can come from wrong bytes, and then the strict decoder has the word
    return text.indexOf('\uFFFD') < 0 || isUtf8(bytes) ? text : null;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  /// A foreign text made fit for a message.
  static String shown(String text) {
    String cut = CleanText.of(text, 60);
    return cut.codePoints().anyMatch(Character::isISOControl)
        ? cut.replaceAll("\\p{Cntrl}", "\uFFFD")
        : cut;
  }
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JsonText;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Shows the fields of an entry that could not be read: a JSON array of `[name, value]` pairs of
/// bounded size, fit for a database and a page. Bytes that are not UTF-8 and NUL become U+FFFD;
/// what is cut is named by its full length and SHA-256, so that a producer can find it again.
final class RawFields {
  static final int MAX_VALUE = 2_048;
  private static final int MAX_NAME = 256;
  private static final int MAX_LENGTH = 32 * 1024;
  private static final int MAX_BYTES_OF_A_CHAR = 4;
  private static final JsonFactory FACTORY = new JsonFactory();

  private RawFields() {}

  /// @param raw names and values in turn, as Redis keeps them
  static JsonText toJson(List<byte[]> raw) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartArray();
      for (int i = 0; i + 1 < raw.size(); i += 2) {
        json.flush();
        if (text.getBuffer().length() > MAX_LENGTH) {
          pair(json, "…", (raw.size() - i) / 2 + " further fields");
          break;
        }
        pair(json, shown(raw.get(i), MAX_NAME), shown(raw.get(i + 1), MAX_VALUE));
      }
      json.writeEndArray();
    }
    return new JsonText(text.toString());
  }

  private static void pair(JsonGenerator json, String name, String value) {
    json.writeStartArray();
    json.writeString(name);
    json.writeString(value);
    json.writeEndArray();
  }

  private static String shown(byte[] bytes, int max) {
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES_OF_A_CHAR * max));
    String text = new String(head, StandardCharsets.UTF_8);
    if (head.length == bytes.length && text.length() <= max) {
      return CleanText.of(text, max);
    }
    return CleanText.of(text.substring(0, max), max)
        + "… ("
        + bytes.length
        + " bytes, SHA-256 "
        + sha256(bytes)
        + ")";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}

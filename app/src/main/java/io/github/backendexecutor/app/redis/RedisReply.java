package io.github.backendexecutor.app.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Redis' raw answers: bytes that are text, and lists that are names and values in turn.
final class RedisReply {
  private RedisReply() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  /// Names and values in turn; a value may be null, a number, bytes or a list.
  static Map<String, @Nullable Object> map(@Nullable Object reply) {
    List<?> list = list(reply);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i + 1 < list.size(); i += 2) {
      map.put(text(list.get(i)), list.get(i + 1));
    }
    return map;
  }

  /// A number, or null when it is none.
  static @Nullable Long number(@Nullable Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    try {
      return reply == null ? null : Long.valueOf(text(reply));
    } catch (NumberFormatException _) {
      return null;
    }
  }
}

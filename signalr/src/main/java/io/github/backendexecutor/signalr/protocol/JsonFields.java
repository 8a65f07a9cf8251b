package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of one JSON object, each asked for with the type it must have.
record JsonFields(Map<?, ?> fields) {

  static JsonFields of(byte[] utf8) {
    if (Json.parse(utf8) instanceof Map<?, ?> fields) {
      return new JsonFields(fields);
    }
    throw new InvalidMessage("expected a JSON object");
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  @Nullable Object value(String name) {
    if (!has(name)) {
      throw wrong(name);
    }
    return fields.get(name);
  }

  String text(String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name);
  }

  @Nullable String textOrNull(String name) {
    return fields.get(name) == null ? null : text(name);
  }

  long whole(String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw wrong(name);
  }

  /// False when it is missing.
  boolean flag(String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw wrong(name);
    }
    return Boolean.TRUE.equals(value);
  }

  List<?> list(String name) {
    if (fields.get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name);
  }

  /// Empty when it is missing.
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : fields.get(name) == null ? List.of() : list(name)) {
      texts.add(element instanceof String text ? text : wrongElement(name));
    }
    return texts;
  }

  private static String wrongElement(String name) {
    throw wrong(name);
  }

  private static InvalidMessage wrong(String name) {
    return new InvalidMessage("the property " + name + " is missing or of the wrong type");
  }
}

package io.github.backendexecutor.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as .NET reads it in `appsettings.json`: with comments and trailing commas. Lists of strings
/// travel as JSON arrays from every source to the settings.
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  static JsonNode read(String text) throws JacksonException {
    return MAPPER.readTree(text);
  }

  static String array(List<String> strings) {
    return MAPPER.writeValueAsString(strings);
  }

  /// The strings of a JSON array; nothing when it is not one or holds anything else.
  static Optional<List<String>> strings(String text) {
    try {
      List<String> strings = new ArrayList<>();
      for (JsonNode element : MAPPER.readTree(text)) {
        if (!element.isString()) {
          return Optional.empty();
        }
        strings.add(element.stringValue());
      }
      return Optional.of(List.copyOf(strings));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}

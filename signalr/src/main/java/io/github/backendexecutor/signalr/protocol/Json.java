package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.PlainValues;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Plain values in and out of JSON text. Hides Jackson's streaming API and its exceptions.
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(PlainValues.MAX_DEPTH).build())
          // names come from strangers: no table of the process may grow with them
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private Json() {}

  /// The one value that this text holds. Of equal names in an object the last counts.
  ///
  /// @throws InvalidMessage it is not JSON, or nested deeper than [PlainValues#MAX_DEPTH]
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new InvalidMessage("something follows the JSON value");
      }
      return value;
    } catch (JacksonException e) {
      throw new InvalidMessage("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// The same from UTF-8.
  public static @Nullable Object parse(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidMessage("JSON is not UTF-8", e);
    }
  }

  /// This value as JSON without white space. Bytes become base64 text.
  ///
  /// @throws IllegalArgumentException a value in it cannot travel
  public static String text(@Nullable Object value) {
    return text(out -> write(out, value));
  }

  static String text(Consumer<JsonGenerator> content) {
    // through characters, not bytes: a lone surrogate becomes a question mark and not an error
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(out);
    }
    return text.toString();
  }

  static void write(JsonGenerator out, @Nullable Object value) {
    write(out, value, 0);
  }

  private static void write(JsonGenerator out, @Nullable Object value, int depth) {
    switch (value) {
      case null -> out.writeNull();
      case Boolean flag -> out.writeBoolean(flag);
      case BigInteger number -> out.writeNumber(number);
      case Float number -> out.writeNumber(finite(number).floatValue());
      case Double number -> out.writeNumber(finite(number).doubleValue());
      case BigDecimal number -> out.writeNumber(number);
      case Number number -> out.writeNumber(PlainValues.whole(number));
      case CharSequence text -> out.writeString(text.toString());
      case byte[] bytes -> out.writeBinary(bytes);
      case List<?> list -> list(out, list, depth + 1);
      case Map<?, ?> map -> map(out, map, depth + 1);
      default -> throw PlainValues.cannotTravel(value);
    }
  }

  private static Number finite(Number value) {
    if (!Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException(value + " cannot travel in JSON");
    }
    return value;
  }

  private static void list(JsonGenerator out, List<?> list, int depth) {
    PlainValues.checkDepth(depth);
    out.writeStartArray();
    for (Object element : list) {
      write(out, element, depth);
    }
    out.writeEndArray();
  }

  private static void map(JsonGenerator out, Map<?, ?> map, int depth) {
    PlainValues.checkDepth(depth);
    out.writeStartObject();
    map.forEach((key, value) -> {
      out.writeName(String.valueOf(key));
      write(out, value, depth);
    });
    out.writeEndObject();
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new InvalidMessage("no JSON value");
    }
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> real(parser.getDoubleValue());
      case START_ARRAY -> list(parser);
      case START_OBJECT -> map(parser);
      default -> throw new InvalidMessage("JSON has " + token + " where a value belongs");
    };
  }

  private static Object whole(JsonParser parser) {
    BigInteger exact = parser.getBigIntegerValue();
    if (exact.bitLength() < Long.SIZE) {
      return exact.longValue();
    }
    boolean fits = exact.signum() > 0 && exact.bitLength() == Long.SIZE;
    return fits ? (Object) exact : real(exact.doubleValue()); // as a browser reads it
  }

  private static Double real(double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidMessage("a number is out of range");
    }
    return value;
  }

  private static List<@Nullable Object> list(JsonParser parser) {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(JsonParser parser) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.getString();
      parser.nextToken();
      map.put(name, value(parser));
    }
    return map;
  }
}

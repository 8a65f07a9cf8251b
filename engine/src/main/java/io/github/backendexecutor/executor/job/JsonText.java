package io.github.backendexecutor.executor.job;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// One JSON value, kept exactly as it was written. [#parse] is the only door for text from outside.
public record JsonText(String text) {
  /// Deeper nesting, longer numbers and longer names are refused: they only serve to hurt a reader.
  public static final int MAX_DEPTH = 64;

  public static final int MAX_NUMBER_LENGTH = 1_000;
  public static final int MAX_NAME_LENGTH = 10_000;
  public static final JsonText NULL = new JsonText("null");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // names are not looked up among those of earlier texts
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// Thrown when a text is not one JSON value within the limits; the message says why.
  public static final class NotJson extends Exception {
    private static final long serialVersionUID = 1L;

    NotJson(String message) {
      super(message);
    }
  }

  /// Checks that `text` is exactly one JSON value within the limits above.
  public static JsonText parse(String text) throws NotJson {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new NotJson("it is empty");
      }
      skipValue(parser, first);
      if (parser.nextToken() != null) {
        throw new NotJson("more text follows the value, at " + place(parser));
      }
      return new JsonText(text);
    } catch (JacksonException e) {
      throw new NotJson(inOurWords(e.getOriginalMessage()) + at(e));
    }
  }

  private static void skipValue(JsonParser parser, JsonToken first) {
    checkNumber(parser, first);
    int depth = first.isStructStart() ? 1 : 0;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      checkNumber(parser, token);
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
  }

  /// The parser checks a number's length only when its value is asked for.
  private static void checkNumber(JsonParser parser, JsonToken token) {
    if (token.isNumeric() && parser.getStringLength() > MAX_NUMBER_LENGTH) {
      parser.streamReadConstraints().validateIntegerLength(parser.getStringLength());
    }
  }

  /// Without the advice to set the parser up in another way, which no producer can follow.
  private static String inOurWords(String message) {
    return message
        .replaceAll(": enable `[^`]*` to allow", "")
        .replaceAll(", from `[^`]*`", "")
        .replaceAll(" ?\\(start marker at \\[.*\\]\\)", "");
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : ", at character " + e.getLocation().getCharOffset();
  }

  private static String place(JsonParser parser) {
    return "character " + parser.currentLocation().getCharOffset();
  }

  @Override
  public String toString() {
    return text;
  }
}

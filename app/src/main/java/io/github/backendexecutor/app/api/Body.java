package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Problem.Wrong;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The JSON object that a request brings, read field by field: everything that is wrong is
/// collected, also a field that nobody asked for, and told at once by [#done]. A field that is null
/// counts as absent.
final class Body {
  private final JsonNode json;
  private final String prefix;
  private final List<Wrong> wrong;
  private final Set<String> known = new HashSet<>();

  private Body(JsonNode json, String prefix, List<Wrong> wrong) {
    this.json = json;
    this.prefix = prefix;
    this.wrong = wrong;
  }

  static Body empty() {
    return new Body(ApiJson.MAPPER.createObjectNode(), "", new ArrayList<>());
  }

  static Body of(JsonNode json) {
    if (!json.isObject()) {
      throw Invalid.field("", "the body is a JSON object");
    }
    return new Body(json, "", new ArrayList<>());
  }

  /// Whether the field is there, null or not.
  boolean has(String field) {
    known.add(field);
    return json.has(field);
  }

  private @Nullable JsonNode node(String field) {
    known.add(field);
    JsonNode node = json.get(field);
    return node == null || node.isNull() ? null : node;
  }

  @Nullable String text(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isString()) {
      wrong(field, "text is allowed");
      return null;
    }
    return node == null ? null : node.stringValue();
  }

  /// The field; empty, and wrong, when it is not there.
  String required(String field) {
    String text = text(field);
    if (text == null && wrong.stream().noneMatch(w -> w.field().equals(prefix + field))) {
      wrong(field, "is missing");
    }
    return text == null ? "" : text;
  }

  @Nullable Long whole(String field, long least, long most) {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      wrong(field, "a whole number from " + least + " to " + most + " is allowed");
      return null;
    }
    return node.longValue();
  }

  @Nullable Boolean yesOrNo(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isBoolean()) {
      wrong(field, "true or false is allowed");
      return null;
    }
    return node == null ? null : node.booleanValue();
  }

  @Nullable Instant time(String field) {
    String text = text(field);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      wrong(field, "a time such as 2026-01-31T12:00:00Z is allowed");
      return null;
    }
  }

  /// Any JSON; the value null, too.
  @Nullable JsonNode json(String field) {
    known.add(field);
    return json.get(field);
  }

  Map<String, String> texts(String field) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode node = node(field);
    if (node == null) {
      return texts;
    }
    if (!node.isObject()) {
      wrong(field, "an object whose values are text is allowed");
      return texts;
    }
    node.forEachEntry((name, value) -> {
      if (value.isString()) {
        texts.put(name, value.stringValue());
      } else {
        wrong(field + "." + name, "text is allowed");
      }
    });
    return texts;
  }

  /// One text or several.
  List<String> words(String field) {
    JsonNode node = node(field);
    List<String> words = new ArrayList<>();
    if (node != null && node.isString()) {
      words.add(node.stringValue());
    } else if (node != null && node.isArray() && node.valueStream().allMatch(JsonNode::isString)) {
      node.valueStream().map(JsonNode::stringValue).forEach(words::add);
    } else if (node != null) {
      wrong(field, "text or an array of text is allowed");
    }
    return words;
  }

  /// The object in this field; an empty one when it is not there.
  Body object(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isObject()) {
      wrong(field, "an object is allowed");
    }
    JsonNode inner = node != null && node.isObject() ? node : ApiJson.MAPPER.createObjectNode();
    return new Body(inner, prefix + field + ".", wrong);
  }

  void wrong(String field, String message) {
    wrong.add(new Wrong(prefix + field, message));
  }

  /// To be called when all fields were read.
  void done() {
    onlyKnown();
    if (!wrong.isEmpty()) {
      throw Invalid.fields(wrong);
    }
  }

  /// The same for an object within, whose errors are told with those around it.
  void onlyKnown() {
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        String brief = name.length() > 100 ? name.substring(0, 100) : name;
        String all = String.join(", ", known.stream().sorted().toList());
        wrong(brief, all.isEmpty() ? "is not known here" : "is not known here; known are " + all);
      }
    }
  }
}

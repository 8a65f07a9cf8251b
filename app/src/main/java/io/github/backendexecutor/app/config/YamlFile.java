package io.github.backendexecutor.app.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads `application.yaml` the way Spring reads it, so that a line for Spring means the same here
/// as in any other Spring Boot program.
final class YamlFile {
  private static final Pattern ELEMENT = Pattern.compile("([^\\[]+)\\[[0-9]+]");

  private YamlFile() {}

  static Optional<Layer> read(String file, String text, Findings findings) {
    try {
      var bytes = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), file);
      List<PropertySource<?>> documents = new YamlPropertySourceLoader().load(file, bytes);
      if (documents.size() > 1) {
        findings.problem(file + ": one document is allowed, so no line of ---");
        return Optional.empty();
      }
      return documents.stream()
          .findFirst()
          .map(MapPropertySource.class::cast)
          .map(document -> new Layer(Source.YAML, written(file, document), document));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      findings.problem(file + " line " + line + ": " + TextFile.withoutContent(e.getProblem()));
    } catch (YAMLException | IOException | StackOverflowError e) {
      // what the parser calls unreadable here are control characters and lists that hold themselves
      findings.problem(file + ": not readable as yaml (" + e.getClass().getSimpleName() + ")");
    }
    return Optional.empty();
  }

  private static List<Written> written(String file, MapPropertySource document) {
    Map<String, String> places = new LinkedHashMap<>();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (String property : document.getPropertyNames()) {
      Matcher element = ELEMENT.matcher(property);
      String name = element.matches() ? element.group(1) : property;
      String text = String.valueOf(document.getProperty(property)).strip();
      places.putIfAbsent(name, name + " in " + file + line(document, property));
      texts.computeIfAbsent(name, _ -> new ArrayList<>()).add(text);
    }
    List<Written> written = new ArrayList<>();
    texts.forEach((name, list) -> {
      String text = document.containsProperty(name) ? list.getFirst() : Json.array(list);
      written.add(new Written(name, places.getOrDefault(name, name), text));
    });
    return written;
  }

  private static String line(MapPropertySource document, String name) {
    return OriginLookup.getOrigin(document, name) instanceof TextResourceOrigin origin
            && origin.getLocation() != null
        ? " line " + (origin.getLocation().getLine() + 1)
        : "";
  }
}

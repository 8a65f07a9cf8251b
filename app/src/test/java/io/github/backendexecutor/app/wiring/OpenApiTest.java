package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.api.ApiRecords;
import io.github.backendexecutor.app.api.gate.Rule;
import io.github.backendexecutor.app.api.gate.Rules;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The description of the API says what the API does: every route, every field of every answer, and
/// nothing else.
class OpenApiTest {
  private final JsonNode document = read();

  private static JsonNode read() {
    try (InputStream file =
        Objects.requireNonNull(ApiRecords.class.getResourceAsStream("openapi.json"))) {
      return ApiStage.JSON.readTree(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void it_has_every_route_and_whom_it_needs() {
    Set<String> said = new TreeSet<>();
    document
        .get("paths")
        .forEachEntry((path, methods) ->
            methods.forEachEntry((method, operation) ->
                said.add(
                    method.toUpperCase(java.util.Locale.ROOT)
                        + " "
                        + path
                        + " "
                        + operation.get("x-role").stringValue())));
    Set<String> served = new TreeSet<>();
    for (Rule rule : new Rules().all()) {
      String path = rule.path().getPatternString();
      if (path.startsWith("/api/")) {
        String level = rule.level() == null ? "anybody" : rule.level().word();
        served.add(rule.method() + " " + path + " " + level);
      }
    }
    assertThat(said).isEqualTo(served);
  }

  @Test
  void it_has_every_field_of_every_answer() {
    JsonNode schemas = document.get("components").get("schemas");
    Map<String, Class<?>> records = ApiRecords.byName();
    assertThat(names(schemas)).isEqualTo(new TreeSet<>(records.keySet()));
    records.forEach((name, type) -> {
      JsonNode schema = schemas.get(name);
      List<String> fields =
          Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
      assertThat(new ArrayList<>(schema.get("properties").propertyNames()))
          .as(name)
          .containsExactlyElementsOf(fields);
      for (RecordComponent field : type.getRecordComponents()) {
        JsonNode property = schema.get("properties").get(field.getName());
        boolean any = property.isEmpty() || names(property).equals(Set.of("description"));
        boolean optional = !schema.get("required").toString().contains('"' + field.getName() + '"');
        assertThat(any || optional || property.toString().contains("\"null\""))
            .as("whether " + name + "." + field.getName() + " can be null")
            .isEqualTo(any || optional || isNullable(field));
      }
    });
  }

  private static boolean isNullable(RecordComponent field) {
    return field.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Set<String> names(JsonNode object) {
    return object.propertyNames().stream().collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_reference_leads_somewhere() {
    for (String reference : document.findValuesAsString("$ref")) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// JSON as the API speaks it: values of the story as their words, times with milliseconds, and
/// bounds on what is read.
final class ApiJson {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static final JsonMapper MAPPER = mapper();

  private ApiJson() {}

  static String time(Instant at) {
    return TIME.format(at);
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(JsonText.MAX_DEPTH)
                    .maxNumberLength(JsonText.MAX_NUMBER_LENGTH)
                    .maxNameLength(JsonText.MAX_NAME_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    SimpleModule words = new SimpleModule("words");
    words.addSerializer(Instant.class, writer((at, out) -> out.writeString(time(at))));
    words.addSerializer(JsonText.class, writer((json, out) -> out.writeRawValue(json.text())));
    words.addSerializer(Role.class, writer((role, out) -> out.writeString(role.name())));
    words.addSerializer(JobId.class, writer((id, out) -> out.writeString(id.value())));
    words.addSerializer(InstanceId.class, writer((id, out) -> out.writeString(id.value())));
    words.addSerializer(Entry.class, writer((entry, out) -> out.writeString(entry.toString())));
    words.addSerializer(JobState.class, writer((state, out) -> out.writeString(state.word())));
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .addModule(words)
        .build();
  }

  private static <T> ValueSerializer<T> writer(BiConsumer<T, JsonGenerator> write) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializationContext context) {
        write.accept(value, out);
      }
    };
  }
}

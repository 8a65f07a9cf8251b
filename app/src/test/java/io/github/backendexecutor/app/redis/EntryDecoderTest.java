package io.github.backendexecutor.app.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EntryDecoderTest {
  private static final Entry ENTRY = new Entry("jobs:agent", "17-3");
  private static final Role AGENT = new Role("agent");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final EntryDecoder decoder = new EntryDecoder(new TestClock());

  @Test
  void a_full_entry_is_a_job() {
    Job job =
        job(
            "jobId",
            "j1",
            "workflowId",
            "w1",
            "connectionId",
            "c1",
            "task",
            "do it",
            "payload",
            "{\"a\" : 1}",
            "timeoutMs",
            "1500",
            "maxAttempts",
            "7",
            "priority",
            "-2",
            "traceparent",
            TRACE,
            "delayMs",
            "60000",
            "tenant",
            "t",
            "Zone",
            "ü");

    assertThat(job.id().value()).isEqualTo("j1");
    assertThat(job.workflowId()).isEqualTo("w1");
    assertThat(job.connectionId()).isEqualTo("c1");
    assertThat(job.task()).isEqualTo("do it");
    assertThat(job.role()).isEqualTo(AGENT);
    assertThat(job.payload()).isEqualTo(new JsonText("{\"a\" : 1}"));
    assertThat(job.terms())
        .isEqualTo(
            new JobTerms(TestClock.NOON.plusSeconds(60), Duration.ofMillis(1500), 7, -2, TRACE));
    assertThat(job.fields().entrySet())
        .extracting(Object::toString)
        .containsExactly("tenant=t", "Zone=ü");
  }

  @Test
  void an_empty_entry_is_a_job_of_its_own_id() {
    Job job = job("x", "1");
    assertThat(job.id().value()).isEqualTo("jobs:agent/17-3");
    assertThat(job.payload()).isEqualTo(JsonText.NULL);
    assertThat(job.task() + job.workflowId() + job.connectionId()).isEmpty();
    assertThat(job.terms()).isSameAs(JobTerms.NONE);
    assertThat(job("jobId", "").id().value()).isEqualTo("jobs:agent/17-3");
    assertThat(decoder.decode(ENTRY, AGENT, List.of())).isInstanceOf(Delivery.Readable.class);
  }

  @ParameterizedTest
  @CsvSource({"workflowId", "connectionId"})
  void ids_that_are_too_long_are_refused(String name) {
    assertThat(job(name, "x".repeat(256)).id()).isNotNull();
    assertThat(decoder.decode(ENTRY, AGENT, fields(name, "x".repeat(257))))
        .isInstanceOfSatisfying(
            Delivery.Unreadable.class,
            bad ->
                assertThat(bad.reason())
                    .isEqualTo(name + " has 257 characters; at most 256 are allowed"));
  }

  @Test
  void empty_terms_are_as_if_absent() {
    Job job = job("delayMs", "", "runAt", "", "timeoutMs", "", "maxAttempts", "", "priority", "");
    assertThat(job.terms()).isSameAs(JobTerms.NONE);
    assertThat(job.fields()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:05Z, 2026-03-01T12:00:05Z",
    "2026-03-01T14:00:05.1234567+02:00, 2026-03-01T12:00:05.1234567Z",
    "2020-01-01T00:00:00Z, 2020-01-01T00:00:00Z"
  })
  void runAt_is_an_instant_or_a_time_with_offset(String text, Instant expected) {
    assertThat(job("runAt", text).terms().notBefore()).isEqualTo(expected);
  }

  @Test
  void no_delay_is_at_once() {
    assertThat(job("delayMs", "0").terms().notBefore()).isNull();
  }

  @Test
  void a_wrong_traceparent_starts_a_new_trace() {
    assertThat(job("traceparent", "nonsense").terms().traceparent()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          payload     | {                      | payload is not JSON
          payload     | {'a':1}                | payload is not JSON
          payload     | 1 2                    | one JSON value, nested at most 64 deep, is allowed
          payload     | NaN                    | payload is not JSON
          delayMs     | soon                   | delayMs 'soon' is wrong; a whole number from 0 to 31622400000 (366 days) is allowed
          delayMs     | -1                     | delayMs '-1' is wrong
          delayMs     | 1.5                    | delayMs '1.5' is wrong
          delayMs     | 31622400001            | delayMs
          delayMs     | 99999999999999999999   | delayMs
          timeoutMs   | 0                      | timeoutMs '0' is wrong; a whole number from 1 to 2592000000 (30 days) is allowed
          timeoutMs   | 2592000001             | timeoutMs
          maxAttempts | 0                      | maxAttempts '0' is wrong; a whole number from 1 to 1000 is allowed
          maxAttempts | 1001                   | maxAttempts
          priority    | high                   | priority 'high' is wrong
          priority    | 2147483648             | priority
          runAt       | tomorrow               | runAt 'tomorrow' is wrong; an ISO-8601 time
          runAt       | 2026-03-01T12:00:00    | runAt
          runAt       | 2028-03-01T12:00:00Z   | at most 366 days ahead
          """)
  void a_wrong_value_is_explained(String name, String value, String reason) {
    Delivery.Unreadable unreadable =
        unreadable("jobId", "j1", "workflowId", "w", "connectionId", "c", name, value);
    assertThat(unreadable.reason()).contains(reason).doesNotContain("\n");
    assertThat(unreadable.jobId().value()).isEqualTo("j1");
    assertThat(unreadable.workflowId()).isEqualTo("w");
    assertThat(unreadable.connectionId()).isEqualTo("c");
    assertThat(unreadable.raw().text()).contains(name, value.replace("\"", "\\\""));
    assertThat(unreadable.settleKey()).isEmpty();
  }

  @Test
  void an_empty_payload_is_not_json() {
    assertThat(unreadable("payload", "").reason()).contains("payload is not JSON: it is empty");
  }

  @Test
  void two_times_are_one_too_many() {
    assertThat(unreadable("delayMs", "1", "runAt", "2026-03-01T12:00:05Z").reason())
        .isEqualTo("delayMs and runAt are both given; one of them is allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\nb", "\u007f"})
  void a_jobId_with_control_characters_is_refused(String jobId) {
    Delivery.Unreadable unreadable = unreadable("jobId", jobId, "connectionId", "c");
    assertThat(unreadable.jobId().value()).isEqualTo("jobs:agent/17-3");
    assertThat(unreadable.connectionId()).isEqualTo("c");
    assertThat(unreadable.reason()).doesNotContain("\u0000", "\n", "\u007f");
  }

  @Test
  void a_jobId_that_is_too_long_is_refused() {
    assertThat(unreadable("jobId", "x".repeat(257)).reason())
        .contains("jobId 'xxx", "1 to 256 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"task", "payload", "workflowId", "anything"})
  void nul_is_refused_everywhere(String field) {
    assertThat(unreadable(field, "\"a\u0000\"").reason()).contains(field, "NUL");
  }

  @Test
  void a_doubled_field_is_refused_known_or_not() {
    Delivery.Unreadable known = unreadable("jobId", "a", "jobId", "b");
    assertThat(known.reason())
        .isEqualTo("the field 'jobId' appears twice; each name is allowed once");
    assertThat(known.jobId().value()).isEqualTo("jobs:agent/17-3");
    assertThat(known.raw().text()).isEqualTo("[[\"jobId\",\"a\"],[\"jobId\",\"b\"]]");
    assertThat(unreadable("x", "1", "x", "1").reason()).contains("'x' appears twice");
  }

  @Test
  void bytes_that_are_not_utf8_are_refused_and_the_replacement_character_is_not() {
    byte[] wrong = {'a', (byte) 0xC3, 'b'};
    Delivery.Unreadable unreadable =
        (Delivery.Unreadable)
            decoder.decode(ENTRY, AGENT, List.of(utf8("jobId"), utf8("j"), utf8("task"), wrong));
    assertThat(unreadable.reason()).contains("the field 'task' is not UTF-8");
    assertThat(unreadable.jobId().value()).isEqualTo("j");
    assertThat(unreadable.raw().text()).contains("a\uFFFDb");
    assertThat(decoder.decode(ENTRY, AGENT, List.of(wrong, utf8("x"))))
        .isInstanceOf(Delivery.Unreadable.class);
    assertThat(job("task", "a\uFFFDb").task()).isEqualTo("a\uFFFDb");
  }

  @Test
  void twenty_thousand_fields_are_refused_and_shown_in_part() {
    List<byte[]> raw = new ArrayList<>(List.of(utf8("connectionId"), utf8("c")));
    for (int i = 1; i < 20_000; i++) {
      raw.add(utf8("f" + i));
      raw.add(utf8("v"));
    }
    Delivery.Unreadable unreadable = (Delivery.Unreadable) decoder.decode(ENTRY, AGENT, raw);
    assertThat(unreadable.reason()).isEqualTo("the entry has 20000 fields; at most 64 are allowed");
    assertThat(unreadable.connectionId()).isEqualTo("c");
    assertThat(unreadable.raw().text()).hasSizeLessThan(34 * 1024);
    JsonNode shown = new JsonMapper().readTree(unreadable.raw().text());
    assertThat(shown.get(shown.size() - 1).get(1).asString())
        .isEqualTo((20_000 - shown.size() + 1) + " further fields");
  }

  @Test
  void sixty_four_fields_are_allowed() {
    List<byte[]> raw = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      raw.add(utf8("f" + i));
      raw.add(utf8(""));
    }
    assertThat(decoder.decode(ENTRY, AGENT, raw)).isInstanceOf(Delivery.Readable.class);
  }

  @Test
  void an_entry_over_the_limit_is_refused_and_its_raw_value_cut() {
    String value = "\"" + "ä".repeat(600_000) + "\"";
    Delivery.Unreadable unreadable = unreadable("payload", value, "jobId", "j9");
    assertThat(unreadable.reason())
        .isEqualTo("the entry is 1200016 bytes long; at most 1048576 are allowed");
    assertThat(unreadable.jobId().value()).isEqualTo("j9");
    JsonNode pair = new JsonMapper().readTree(unreadable.raw().text()).get(0);
    assertThat(pair.get(1).asString())
        .startsWith("\"ää")
        .hasSizeLessThan(2_048 + 120)
        .matches("(?s).*ä… \\(1200002 bytes, SHA-256 [0-9a-f]{64}\\)");
    EntryDecoder roomy = new EntryDecoder(new TestClock(), 2_000_000);
    assertThat(roomy.decode(ENTRY, AGENT, fields("payload", value)))
        .isInstanceOf(Delivery.Readable.class);
  }

  @Test
  void the_raw_fields_stay_small_whatever_they_hold() {
    List<byte[]> raw = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      raw.add(utf8("\u0001".repeat(3_000) + i));
      raw.add(utf8("\u0001".repeat(10_000)));
    }
    Delivery.Unreadable unreadable = (Delivery.Unreadable) decoder.decode(ENTRY, AGENT, raw);
    assertThat(unreadable.raw().text()).hasSizeLessThan(48 * 1024);
  }

  @Test
  void json_that_is_nested_a_million_deep_is_refused() {
    EntryDecoder roomy = new EntryDecoder(new TestClock(), 10_000_000);
    Delivery deep = roomy.decode(ENTRY, AGENT, fields("payload", "[".repeat(1_000_000)));
    assertThat(((Delivery.Unreadable) deep).reason()).contains("nested at most 64 deep");
  }

  @Test
  void a_number_of_a_hundred_thousand_digits_is_refused_in_json_and_in_a_field() {
    String digits = "9".repeat(100_000);
    assertThat(unreadable("payload", digits).reason()).contains("payload is not JSON");
    assertThat(unreadable("delayMs", digits).reason())
        .contains("delayMs '999", "is allowed")
        .hasSizeLessThan(200);
    assertThat(unreadable("runAt", digits).reason()).hasSizeLessThan(300);
  }

  /// 20,000 entries of random bytes and of correct entries with random bytes changed.
  @Test
  void nothing_makes_it_throw() {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      List<byte[]> raw = i % 2 == 0 ? noise(random) : damaged(random);
      try {
        Delivery delivery = decoder.decode(ENTRY, AGENT, raw);
        if (delivery instanceof Delivery.Unreadable unreadable) {
          new JsonMapper().readTree(unreadable.raw().text());
          assertThat(unreadable.reason()).isNotBlank().doesNotContain("could not be decoded");
        }
      } catch (RuntimeException e) {
        fail("seed " + seed + ", round " + i, e);
      }
    }
  }

  private static List<byte[]> noise(Random random) {
    List<byte[]> raw = new ArrayList<>();
    for (int i = 2 * random.nextInt(8); i > 0; i--) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      raw.add(bytes);
    }
    return raw;
  }

  private static List<byte[]> damaged(Random random) {
    List<byte[]> raw =
        fields(
            "jobId",
            "j",
            "task",
            "tä",
            "payload",
            "{\"a\":[1,2,\"x\"]}",
            "delayMs",
            "100",
            "timeoutMs",
            "5",
            "priority",
            "1",
            "maxAttempts",
            "2",
            "traceparent",
            TRACE);
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] bytes = raw.get(random.nextInt(raw.size()));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return raw;
  }

  private Job job(String... fields) {
    return ((Delivery.Readable) decoder.decode(ENTRY, AGENT, fields(fields))).job();
  }

  private Delivery.Unreadable unreadable(String... fields) {
    return (Delivery.Unreadable) decoder.decode(ENTRY, AGENT, fields(fields));
  }

  private static List<byte[]> fields(String... fields) {
    List<byte[]> raw = new ArrayList<>();
    for (String field : fields) {
      raw.add(utf8(field));
    }
    return raw;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}

package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SettingNamesTest {
  @TempDir Path temp;

  /// A text for each setting, and what has to come of it.
  private record Sample(String text, Function<Read, @Nullable Object> value, Object expected) {}

  private record Read(ExecutorConfig config, String role) {
    RoleConfig roleConfig() {
      return config.roles().stream()
          .filter(r -> r.role().name().equals(role))
          .findFirst()
          .orElseThrow();
    }

    RunnerConfig.Command command() {
      return (RunnerConfig.Command) roleConfig().runner();
    }
  }

  private static final Map<Setting<?>, Sample> SAMPLES = new LinkedHashMap<>();

  private static void sample(
      Setting<?> setting, String text, Function<Read, @Nullable Object> value, Object expected) {
    SAMPLES.put(setting, new Sample(text, value, expected));
  }

  static {
    sample(Settings.REDIS, "redis://h:1", r -> r.config().redis(), "redis://h:1");
    sample(Settings.GROUP, "blue", r -> r.config().group(), "blue");
    sample(Settings.DATABASE, "postgres://h/d", r -> r.config().database(), "postgres://h/d");
    sample(Settings.DATA, "/var/x", r -> r.config().data(), Path.of("/var/x"));
    sample(Settings.TOTAL, "7", r -> r.config().totalLimit(), 7);
    sample(
        Settings.ENABLED,
        "false",
        r -> r.config().roles().stream().anyMatch(o -> o.role().name().equals(r.role())),
        false);
    sample(Settings.MAX, "4", r -> r.roleConfig().max(), 4);
    sample(Settings.STREAM, "q:x", r -> r.roleConfig().stream(), "q:x");
    sample(Settings.COMMAND, "[\"run\",\"-x\"]", r -> r.command().command(), List.of("run", "-x"));
    sample(Settings.ENVIRONMENT, "A, B", r -> r.command().environment(), List.of("A", "B"));
    sample(Settings.WORKING_DIRECTORY, "/w", r -> r.command().workingDirectory(), Path.of("/w"));
    sample(
        Settings.PLUGIN, "a.b.C", r -> r.roleConfig().runner(), new RunnerConfig.Plugin("a.b.C"));
    sample(Settings.TIMEOUT, "90s", r -> r.roleConfig().timeout(), Duration.ofSeconds(90));
    sample(Settings.MAX_ATTEMPTS, "9", r -> r.roleConfig().retry().maxAttempts(), 9);
    sample(Settings.BACKOFF, "3s", r -> r.roleConfig().retry().backoff(), Duration.ofSeconds(3));
    sample(
        Settings.MAX_BACKOFF, "1h", r -> r.roleConfig().retry().maxBackoff(), Duration.ofHours(1));
    sample(Settings.MAX_LOST, "0", r -> r.roleConfig().retry().maxLost(), 0);
    sample(
        Settings.PLUGIN_PATH,
        "/a.jar,/b.jar",
        r -> r.config().pluginPath(),
        List.of(Path.of("/a.jar"), Path.of("/b.jar")));
    sample(Settings.MAX_ENTRY_BYTES, "2MiB", r -> r.config().maxEntryBytes(), 2097152);
    sample(Settings.MAX_OUTPUT_BYTES, "10", r -> r.config().maxOutputBytes(), 10);
    sample(Settings.SHUTDOWN_GRACE, "1m", r -> r.config().shutdownGrace(), Duration.ofMinutes(1));
    sample(Settings.DEAD_AFTER, "1m", r -> r.config().deadAfter(), Duration.ofMinutes(1));
    sample(
        Settings.RETENTION_COMPLETED,
        "5h",
        r -> r.config().retention().completed(),
        Duration.ofHours(5));
    sample(
        Settings.RETENTION_FAILED, "6h", r -> r.config().retention().failed(), Duration.ofHours(6));
    sample(
        Settings.RETENTION_CANCELLED,
        "7h",
        r -> r.config().retention().cancelled(),
        Duration.ofHours(7));
    sample(Settings.RETENTION_MAX_ROWS, "5000", r -> r.config().retention().maxRows(), 5000);
    sample(Settings.LOG_FORMAT, "json", r -> r.config().log().format(), LogConfig.Format.JSON);
    sample(Settings.LOG_LEVEL, "WARN", r -> r.config().log().level(), LogConfig.Level.WARN);
    sample(Settings.LOG_PAYLOADS, "true", r -> r.config().log().payloads(), true);
    sample(Settings.PORT, "0", r -> r.config().server().port(), 0);
    sample(Settings.ADDRESS, "::1", r -> r.config().server().address(), "::1");
    sample(Settings.TOKEN, "s3cret", r -> r.config().server().access().adminToken(), "s3cret");
    sample(
        Settings.OPERATOR_TOKEN,
        "0perate",
        r -> r.config().server().access().operatorToken(),
        "0perate");
    sample(Settings.VIEWER_TOKEN, "v1ew", r -> r.config().server().access().viewerToken(), "v1ew");
    sample(
        Settings.OIDC_ISSUER,
        "https://id.example.com/realm",
        r -> Objects.requireNonNull(r.config().server().access().oidc()).issuer(),
        "https://id.example.com/realm");
    sample(
        Settings.OIDC_AUDIENCE,
        "executor",
        r -> Objects.requireNonNull(r.config().server().access().oidc()).audience(),
        "executor");
    sample(
        Settings.OIDC_ROLES_CLAIM,
        "realm_access.roles",
        r -> Objects.requireNonNull(r.config().server().access().oidc()).rolesClaim(),
        "realm_access.roles");
    sample(Settings.SIGNALR_HUB, "A.Outer+Hub", r -> r.config().signalr().hub(), "A.Outer+Hub");
    sample(
        Settings.SIGNALR_CHANNEL_PREFIX, "prod", r -> r.config().signalr().channelPrefix(), "prod");
    sample(
        Settings.SIGNALR_ALLOWED_ORIGINS,
        "https://a.example, http://b:1",
        r -> r.config().signalr().allowedOrigins(),
        List.of("https://a.example", "http://b:1"));
    sample(
        Settings.SIGNALR_SECRET,
        "0123456789abcdef",
        r -> r.config().signalr().secret(),
        "0123456789abcdef");
    sample(
        Settings.SIGNALR_AZURE,
        "Endpoint=https://x.example;AccessKey=k;Version=1.0;",
        r -> r.config().signalr().azure(),
        "Endpoint=https://x.example;AccessKey=k;Version=1.0;");
    sample(Settings.MANAGEMENT_PORT, "9090", r -> r.config().watch().port(), 9090);
    sample(
        Settings.TRACES,
        "http://collector:4318",
        r -> r.config().watch().traces(),
        "http://collector:4318");
    sample(
        Settings.TRACES_HEADERS,
        "api-key=a%20b",
        r -> r.config().watch().traceHeaders(),
        Map.of("api-key", "a b"));
    sample(Settings.RUNNER, "echo", r -> r.roleConfig().runner(), new RunnerConfig.Echo());
  }

  @Test
  void every_setting_is_tried() {
    assertThat(SAMPLES.keySet()).containsExactlyInAnyOrderElementsOf(Settings.ALL);
  }

  @TestFactory
  Stream<DynamicTest> every_setting_can_be_set_by_every_name() {
    List<DynamicTest> tests = new ArrayList<>();
    SAMPLES.forEach((setting, sample) -> {
      for (String role : setting.isOfRole() ? List.of("agent", "code-review") : List.of("")) {
        for (Source source : Source.values()) {
          for (String name : setting.names(source, role)) {
            for (String spelt : spellings(source, name)) {
              tests.add(
                  dynamicTest(
                      source + " " + spelt, () -> check(setting, sample, role, source, spelt)));
            }
          }
        }
      }
    });
    return tests.stream();
  }

  private void check(Setting<?> setting, Sample sample, String role, Source source, String name)
      throws Exception {
    Given given = new Given(Files.createTempDirectory(temp, "world"));
    if (role.equals("code-review")) {
      // the weakest source, so that the role is known by its name with a dash
      given.in(Source.YAML, "executor.roles.code-review", "");
    }
    if (List.of(Settings.RUNNER, Settings.ENVIRONMENT, Settings.WORKING_DIRECTORY)
        .contains(setting)) {
      given.in(Source.YAML, "executor.roles." + role + ".command", "run");
    }
    if (!setting.equals(Settings.OIDC_ISSUER)) {
      given.in(Source.YAML, "executor.oidc.issuer", "https://id.example.com");
    }
    if (!setting.equals(Settings.OIDC_AUDIENCE)) {
      given.in(Source.YAML, "executor.oidc.audience", "us");
    }
    LoadedConfig loaded = given.in(source, name, sample.text()).load();
    assertThat(sample.value().apply(new Read(loaded.config(), role))).isEqualTo(sample.expected());
    assertThat(loaded.warnings()).isEmpty();
  }

  /// As documented, and as the relaxed binding and .NET let people spell it.
  private static List<String> spellings(Source source, String name) {
    return switch (source) {
      case YAML -> List.of(name, camelCase(name));
      case APPSETTINGS -> List.of(name, name.toLowerCase(Locale.ROOT));
      case ENVIRONMENT ->
          name.contains("__") ? List.of(name, name.toUpperCase(Locale.ROOT)) : List.of(name);
      case COMMAND_LINE -> List.of(name);
    };
  }

  private static String camelCase(String name) {
    return Pattern.compile("-([a-z])")
        .matcher(name)
        .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }
}

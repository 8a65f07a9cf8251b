package io.github.backendexecutor.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Servers that cannot be had here, by what they would say of themselves.
class ServerChecksTest {
  @Test
  void versions_differ_in_what_they_can_do() {
    assertThat(found("redis version", version("5.0.7")).level()).isEqualTo(Level.FAIL);
    assertThat(found("redis version", version("6.2.14")).level()).isEqualTo(Level.WARN);
    assertThat(found("redis version", version("6.2.14")).advice()).contains("7.0");
    assertThat(found("redis version", version("7.0.15")).found()).contains("XINFO CONSUMERS");
    assertThat(found("redis version", version("7.2.0")))
        .isEqualTo(Finding.ok("redis version", "Redis 7.2.0 has all that is used"));
    assertThat(found("redis version", Map.of("redis_version", "7.2.4", "valkey_version", "8.1.0")))
        .isEqualTo(Finding.ok("redis version", "Valkey 8.1.0 has all that is used"));
    assertThat(found("redis version", version("unstable")).level()).isEqualTo(Level.UNKNOWN);
  }

  @Test
  void known_holes_are_a_hint() {
    Finding old = found("redis holes", version("7.0.15"));
    assertThat(old.level()).isEqualTo(Level.WARN);
    assertThat(old.found())
        .contains("CVE-2025-49844", "unless your distribution")
        .doesNotContain("CVE-2026-23479", "CVE-2025-62507");
    assertThat(found("redis holes", version("6.2.20")).level()).isEqualTo(Level.OK);
    assertThat(found("redis holes", version("7.2.11")).found())
        .contains("CVE-2026-23479")
        .doesNotContain("CVE-2025-49844");
    assertThat(found("redis holes", version("8.2.1")).found())
        .contains("CVE-2025-49844", "CVE-2026-23479", "CVE-2025-62507");
    assertThat(found("redis holes", version("8.8.0")).level()).isEqualTo(Level.OK);
  }

  @Test
  void a_server_that_everybody_can_reach_needs_a_password() {
    RedisServer server = new RedisServer(0, version("7.2.11"), Map.of());
    assertThat(new ServerChecks(server, true).findings())
        .anySatisfy(finding -> {
          assertThat(finding.level()).isEqualTo(Level.WARN);
          assertThat(finding.found()).contains("without a password");
          assertThat(finding.advice()).contains("requirepass", "REDIS_CONNECTION");
        });
  }

  @Test
  void a_disk_that_refuses_is_told() {
    Finding aof = found("persistence", with("aof_enabled=1", "aof_last_write_status=err"));
    assertThat(aof.level()).isEqualTo(Level.FAIL);
    assertThat(aof.advice()).contains("disk");
    RedisServer snapshots =
        new RedisServer(0, with("rdb_last_bgsave_status=err"), Map.of("save", "3600 1"));
    assertThat(new ServerChecks(snapshots, false).findings())
        .anyMatch(one -> one.level() == Level.FAIL && one.found().contains("cannot write"));
  }

  @Test
  void a_server_that_tells_nothing_is_unknown() {
    List<Finding> findings =
        new ServerChecks(new RedisServer(0, Map.of(), Map.of()), true).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().level()).isEqualTo(Level.UNKNOWN);
    assertThat(findings.getFirst().advice()).contains("+info");
  }

  private static Map<String, String> version(String version) {
    return Map.of("redis_version", version);
  }

  private static Map<String, String> with(String... lines) {
    Map<String, String> info = new HashMap<>(version("7.2.11"));
    Arrays.stream(lines)
        .map(line -> line.split("=", 2))
        .forEach(line -> info.put(line[0], line[1]));
    return info;
  }

  private static Finding found(String check, Map<String, String> info) {
    return new ServerChecks(new RedisServer(0, info, Map.of()), false)
        .findings().stream().filter(one -> one.check().equals(check)).findFirst().orElseThrow();
  }
}

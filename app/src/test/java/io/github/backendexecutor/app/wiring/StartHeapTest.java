package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The heap that the script `./executor` gives a service at its start.
@Timeout(60)
class StartHeapTest {
  private static final long MIB = 1024 * 1024;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path script;

  /// Started by the script in place of the service.
  static final class Heap {
    private Heap() {}

    public static void main(String[] args) {
      System.out.println(Runtime.getRuntime().totalMemory() / MIB);
    }
  }

  @BeforeEach
  void install() throws Exception {
    script = Installation.make(folder, Heap.class.getName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-XX:MaxRAMPercentage=70", "-Xmx2g", "-Xmx64m -Xmx600m", "-Xmx134217728"})
  void it_is_small_whatever_the_machine_has(String options) throws Exception {
    // Java counts a region of the class archive, too; with another collector not all of the young
    assertThat(heap(Map.of("JAVA_OPTS", options))).isBetween(110L, 136L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-Xmx64m", "-Xmx65536K", "-Xmx67108864", "-Xms64m", "-XX:MaxHeapSize=64m"})
  void a_size_that_somebody_asks_for_counts(String size) throws Exception {
    for (String name : new String[] {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"}) {
      assertThat(heap(Map.of(name, size))).as("%s=%s", name, size).isBetween(1L, 72L);
    }
  }

  private long heap(Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), "serve");
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(said.strip());
  }
}

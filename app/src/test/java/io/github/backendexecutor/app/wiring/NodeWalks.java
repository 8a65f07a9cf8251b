package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Microsoft's JavaScript clients 8, 9 and 10 over every transport and protocol that they have, in
/// one process of Node; see `jobs.mjs`.
final class NodeWalks implements AutoCloseable {
  private static final Path CLIENTS = Path.of("..", "signalr", "src", "test", "node");
  private static final Path SCRIPT = Path.of("src", "test", "node", "jobs.mjs");

  /// Three versions, three transports, two protocols; event streams carry no MessagePack.
  private static final int ALL = 3 * (3 * 2 - 1);

  private final Process node;
  private final BufferedReader lines;
  private final StringBuilder said = new StringBuilder();

  private NodeWalks(Process node) {
    this.node = node;
    this.lines = node.inputReader(StandardCharsets.UTF_8);
  }

  /// The test is skipped, aloud, when they are not installed.
  static NodeWalks start(String url, int idleSeconds) throws IOException {
    boolean installed = Files.exists(CLIENTS.resolve("node_modules"));
    String skipped = "skipped: Microsoft's JavaScript clients are not installed (npm install)";
    if (!installed) {
      System.out.println(skipped);
    }
    assumeTrue(installed, skipped);
    return new NodeWalks(
        new ProcessBuilder(
                "node",
                SCRIPT.toString(),
                url,
                CLIENTS.toRealPath().toString(),
                String.valueOf(idleSeconds))
            .redirectErrorStream(true)
            .start());
  }

  /// The connection ids of all, by name.
  Map<String, String> waiting() throws IOException {
    Map<String, String> ids = new LinkedHashMap<>();
    read("waits", ALL).forEach(words -> ids.put(words[1], words[2]));
    return ids;
  }

  /// The names of all, once they have heard of their jobs and idled.
  List<String> readyForTheRestart() throws IOException {
    return read("back?", ALL).stream().map(words -> words[1]).toList();
  }

  /// All are back and have missed nothing.
  void awaitSuccess() throws IOException, InterruptedException {
    int ok = read("ok", ALL).size();
    assertThat(node.waitFor()).as(said.toString()).isZero();
    assertThat(ok).as(said.toString()).isEqualTo(ALL);
    System.out.println(said.toString().lines().filter(line -> line.startsWith("ok")).toList());
  }

  private List<String[]> read(String first, int count) throws IOException {
    List<String[]> found = new ArrayList<>();
    while (found.size() < count) {
      String line = lines.readLine();
      assertThat(line).as(said.toString()).isNotNull().doesNotStartWith("FAIL");
      said.append(line).append('\n');
      String[] words = line.split(" ", -1);
      if (words[0].equals(first)) {
        found.add(words);
      }
    }
    return found;
  }

  @Override
  public void close() {
    node.destroy();
  }
}

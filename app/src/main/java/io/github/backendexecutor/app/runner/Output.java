package io.github.backendexecutor.app.runner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What a command prints on stdout, up to a limit. At the first byte beyond it, reading ends.
final class Output {
  private static final int CHUNK = 16_384;

  private final InputStream in;
  private final int max;
  private final Runnable onTooMuch;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private volatile boolean tooMuch;

  /// @param onTooMuch called once when more than `max` bytes came
  Output(InputStream in, int max, Runnable onTooMuch) {
    this.in = in;
    this.max = max;
    this.onTooMuch = onTooMuch;
  }

  /// Reads until the end.
  void pump() {
    byte[] chunk = new byte[CHUNK];
    // The JDK, when a process ends, reads what is left in its pipe into memory without a limit,
    // holding this monitor. A child that lives on and prints without a pause could fill our heap.
    synchronized (in) {
      try (in) {
        int count;
        while (!tooMuch && (count = in.read(chunk)) >= 0) {
          keep(chunk, count);
        }
      } catch (IOException _) {
        // the pipe broke: what came is what there is
      }
    }
    if (tooMuch) {
      onTooMuch.run();
    }
  }

  private void keep(byte[] chunk, int count) {
    if (count > max - kept.size()) {
      tooMuch = true;
    } else {
      kept.write(chunk, 0, count);
    }
  }

  boolean tooMuch() {
    return tooMuch;
  }

  String text() {
    return tooMuch ? "" : kept.toString(StandardCharsets.UTF_8);
  }
}

package io.github.backendexecutor.app.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// What a command prints on stderr: each line goes to the job's log, the last few are kept for the
/// message of a failure. Read until the end, however much it is.
final class ErrorLines {
  private static final int CHUNK = 16_384;
  private static final int MAX_LINE = 8_192;
  private static final int MAX_LAST_WORDS = 2_048;

  private final InputStream in;
  private final Consumer<String> log;
  private final byte[] line = new byte[MAX_LINE];
  private int length;
  private final Deque<String> last = new ArrayDeque<>();
  private int lastLength;
  private volatile boolean ended;

  ErrorLines(InputStream in, Consumer<String> log) {
    this.in = in;
    this.log = log;
  }

  /// Reads until the end.
  void pump() {
    byte[] chunk = new byte[CHUNK];
    synchronized (in) { // as in Output
      try (in) {
        int count;
        while (!ended && (count = in.read(chunk)) >= 0) {
          split(chunk, count);
        }
      } catch (IOException _) {
        // the pipe broke: what came is what there is
      }
    }
    if (length > 0) {
      endLine();
    }
  }

  /// No line is logged after this: the run is over.
  void end() {
    ended = true;
  }

  /// The last lines, at most 2,048 characters.
  String lastWords() {
    synchronized (last) {
      String words = String.join("\n", last);
      return words.substring(Math.max(0, words.length() - MAX_LAST_WORDS));
    }
  }

  private void split(byte[] chunk, int count) {
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        endLine();
      } else {
        line[length++] = chunk[i];
        if (length == MAX_LINE) {
          endLine();
        }
      }
    }
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    String text = new String(line, 0, end, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    length = 0;
    if (!ended) {
      remember(text);
      log.accept(text);
    }
  }

  private void remember(String text) {
    synchronized (last) {
      last.addLast(text);
      lastLength += text.length() + 1;
      while (last.size() > 1 && lastLength - last.getFirst().length() - 1 >= MAX_LAST_WORDS) {
        lastLength -= last.removeFirst().length() + 1;
      }
    }
  }
}

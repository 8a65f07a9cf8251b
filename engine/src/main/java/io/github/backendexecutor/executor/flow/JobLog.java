package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.CleanText;

/// What one run logs. Keeps the last 64 KiB: the end is where the error is.
final class JobLog {
  private static final int MAX = 64 * 1024;

  private StringBuilder text = new StringBuilder(0);
  private boolean cut;

  synchronized void add(String line) {
    text.append(line.length() > MAX ? line.substring(line.length() - MAX) : line).append('\n');
    if (text.length() > 2 * MAX) {
      // a copy of half the buffer once per 64 KiB, not a shift for every line
      text = new StringBuilder(text.substring(text.length() - MAX));
      cut = true;
    }
  }

  synchronized String text() {
    boolean tooLong = text.length() > MAX;
    String end = tooLong ? text.substring(text.length() - MAX) : text.toString();
    return CleanText.of(cut || tooLong ? "…" + end : end, MAX + 1);
  }
}

package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.JobContext;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps the last lines that were logged, and counts all.
final class TestContext implements JobContext {
  static final Instant DEADLINE = Instant.parse("2030-01-02T03:04:05Z");
  private static final int KEPT = 100;

  final Queue<String> lines = new ConcurrentLinkedQueue<>();
  final AtomicLong logged = new AtomicLong();

  @Override
  public int attempt() {
    return 3;
  }

  @Override
  public String idempotencyKey() {
    return "key-1";
  }

  @Override
  public Instant deadline() {
    return DEADLINE;
  }

  @Override
  public void log(String line) {
    lines.add(line);
    if (logged.incrementAndGet() > KEPT) {
      lines.remove();
    }
  }
}

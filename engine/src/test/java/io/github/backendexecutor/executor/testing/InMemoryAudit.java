package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AuditLine;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit log as a list.
public final class InMemoryAudit implements Audit {
  private final Clock clock;
  private final List<AuditLine> lines = new ArrayList<>();

  public InMemoryAudit(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void note(Actor actor, String action, String target, String detail) {
    lines.add(
        new AuditLine(
            lines.size() + 1L,
            clock.now(),
            actor,
            CleanText.of(action, 50),
            CleanText.of(target, 300),
            CleanText.of(detail, 2_000)));
  }

  @Override
  public synchronized List<AuditLine> lines(@Nullable Long before, int limit) {
    return lines.reversed().stream()
        .filter(line -> before == null || line.id() < before)
        .limit(limit)
        .toList();
  }
}

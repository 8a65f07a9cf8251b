package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Claim;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Submission;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Submissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Idempotency keys in memory.
public final class InMemorySubmissions implements Submissions {
  private final Clock clock;
  private final Map<String, Submission> known = new LinkedHashMap<>();
  private final Map<String, String> hashes = new LinkedHashMap<>();

  public InMemorySubmissions(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Claim claim(String key, String requestHash, JobId id) {
    if (key.isEmpty() || key.length() > 300) {
      throw new IllegalArgumentException("a key has 1 to 300 characters");
    }
    Submission before = known.get(key);
    if (before == null) {
      known.put(key, new Submission(key, id, null, clock.now()));
      hashes.put(key, requestHash);
      return new Claim.New(id);
    }
    if (!requestHash.equals(hashes.get(key))) {
      return new Claim.Other();
    }
    Entry entry = before.entry();
    return entry == null
        ? new Claim.UnderWay(before.id(), before.at())
        : new Claim.Same(before.id(), entry);
  }

  @Override
  public synchronized void accepted(String key, Entry entry) {
    known.computeIfPresent(
        key, (_, before) -> new Submission(key, before.id(), entry, before.at()));
  }

  @Override
  public synchronized Optional<Submission> of(JobId id) {
    return known.values().stream().filter(one -> one.id().equals(id)).reduce((_, last) -> last);
  }
}

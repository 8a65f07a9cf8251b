package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// What became of asking to submit under an idempotency key.
public sealed interface Claim {
  /// The key was not known: submit now, under this id.
  record New(JobId id) implements Claim {}

  /// The same request was accepted before: answer as it was answered.
  record Same(JobId id, Entry entry) implements Claim {}

  /// The same request came before and was not accepted yet: it is under way, or its process died.
  /// Submitting again under this id is harmless, since one job runs once.
  record UnderWay(JobId id, Instant since) implements Claim {}

  /// The key belongs to another request.
  record Other() implements Claim {}
}

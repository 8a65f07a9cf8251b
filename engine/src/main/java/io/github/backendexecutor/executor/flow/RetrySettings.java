package io.github.backendexecutor.executor.flow;

import java.time.Duration;

/// When a failed job of a role runs again.
///
/// @param maxAttempts how many runs may fail before the job does; at least 1
/// @param backoff the longest wait after the first failure; it doubles with each further one
/// @param maxBackoff where the doubling ends
/// @param maxLost how many runs may end with the death of their executor before the job has failed;
///   0: one is enough
public record RetrySettings(int maxAttempts, Duration backoff, Duration maxBackoff, int maxLost) {}

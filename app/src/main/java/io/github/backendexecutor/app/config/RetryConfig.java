package io.github.backendexecutor.app.config;

import java.time.Duration;

/// How often and how patiently a job is tried again that failed, or that lost its executor.
public record RetryConfig(int maxAttempts, Duration backoff, Duration maxBackoff, int maxLost) {}

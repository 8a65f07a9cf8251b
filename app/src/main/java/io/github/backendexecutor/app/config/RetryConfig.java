package io.github.backendexecutor.app.config;

import java.time.Duration;

/// How often and how patiently a failed job is tried again.
public record RetryConfig(int maxAttempts, Duration backoff, Duration maxBackoff) {}

package io.github.backendexecutor.app.config;

import java.time.Duration;

/// How long ended jobs are kept, and how many of each end at most.
public record RetentionConfig(
    Duration completed, Duration failed, Duration cancelled, int maxRows) {}

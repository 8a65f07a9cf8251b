package io.github.backendexecutor.app.config;

import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;

/// What is configured for one role.
///
/// @param max how many of its jobs may run at once; 0: unlimited
/// @param timeout how long one run may take
public record RoleConfig(
    Role role, int max, String stream, RunnerConfig runner, Duration timeout, RetryConfig retry) {}

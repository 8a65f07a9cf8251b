package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Notifier;

/// What an executor is plugged into. Whoever made them closes them, after the executor has stopped.
public record Sockets(JobStream stream, JobStore store, Notifier notifier, Clock clock) {}

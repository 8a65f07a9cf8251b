package io.github.backendexecutor.executor.job;

import org.jspecify.annotations.Nullable;

/// One small step of a change of many jobs.
///
/// @param changed how many jobs were changed
/// @param next where the next step goes on; null: all that fit were looked at
public record Batch(int changed, @Nullable Place next) {}

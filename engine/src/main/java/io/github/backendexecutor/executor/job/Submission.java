package io.github.backendexecutor.executor.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job as it was submitted through this program, whether or not an executor has read its entry.
///
/// @param entry null until Redis has taken it
public record Submission(String key, JobId id, @Nullable Entry entry, Instant at) {}

package io.github.backendexecutor.executor.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One ended run in a job's history.
///
/// @param outcome `completed`, `failed`, `timed_out`, `released`, `cancelled` or `lost`
/// @param error why it failed; null unless it did
/// @param log what the run logged, cut to a bounded size; may be empty
public record AttemptRecord(
    JobId jobId,
    int attempt,
    InstanceId owner,
    Instant startedAt,
    Instant endedAt,
    String outcome,
    @Nullable String error,
    String log) {}

package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// Jobs of one role that have failed for what looks like one reason.
///
/// @param errorKey see [ErrorKey]
/// @param count how many there are now; a retry or a removal takes one away
/// @param example the error of the latest of them, cut to 300 characters
/// @param lastJob the latest of them; it may be gone by now
/// @param lastAt when that one failed
public record FailureGroup(
    String errorKey, Role role, long count, String example, JobId lastJob, Instant lastAt) {}

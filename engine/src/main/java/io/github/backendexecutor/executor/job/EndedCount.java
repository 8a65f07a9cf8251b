package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// How many jobs of a role ended in one way within a span of time.
///
/// @param at when the span begins
/// @param state how they ended
/// @param waitMillis how long their entries lay in their streams before they began, in all
/// @param runMillis how long their last runs took, in all
public record EndedCount(
    Instant at, Role role, JobState state, long count, long waitMillis, long runMillis) {}

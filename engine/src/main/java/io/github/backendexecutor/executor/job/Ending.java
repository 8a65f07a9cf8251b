package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// Everything that is saved when a run ends.
///
/// @param at when the runner ended
/// @param log what the run logged, cut to a bounded size; may be empty
public record Ending(Run run, Outcome outcome, Verdict verdict, Instant at, String log) {}

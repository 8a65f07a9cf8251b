package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A job's row as the database has it, for people and programs that look.
///
/// @param payload the input; for an entry that could never run the raw fields as JSON pairs
/// @param generation 1, and one more for each manual retry after an end
/// @param failures how many runs of this generation failed
/// @param lost how many runs of this generation ended with the death of their executor
/// @param cancelRequested somebody wants it cancelled, or wanted so before it ended
/// @param owner the instance that runs it, or ran it last; null before the first run
/// @param entry where it came from; null when it came from no stream
/// @param nextRunAt when it starts, for states that wait
/// @param startedAt when its latest run began
/// @param finishedAt when it ended for good
public record JobRecord(
    JobId id,
    String workflowId,
    String connectionId,
    Role role,
    String task,
    JsonText payload,
    Map<String, String> fields,
    JobTerms terms,
    JobState state,
    int generation,
    int attempt,
    int failures,
    int lost,
    boolean cancelRequested,
    @Nullable InstanceId owner,
    @Nullable Entry entry,
    @Nullable Instant nextRunAt,
    @Nullable JsonText output,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {}

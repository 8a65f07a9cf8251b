package io.github.backendexecutor.executor.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job in a list: what a row of a table shows, and nothing large.
///
/// @param task cut to 300 characters
/// @param attempt the number of the latest run; 0 before the first
/// @param generation 1, and one more for each manual retry after an end
/// @param error why the latest run failed, cut to 300 characters; null unless it did
/// @param parentId the job that made this one, as its field `parentJobId` says; null: none
public record JobLine(
    JobId id,
    String workflowId,
    Role role,
    String task,
    JobState state,
    int attempt,
    int generation,
    int failures,
    int lost,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant nextRunAt,
    @Nullable String error,
    @Nullable String parentId) {

  /// The field of a job that names the job that made it.
  public static final String PARENT_ID = "parentJobId";

  /// To how many characters task and error are cut.
  public static final int MAX_TEXT = 300;
}

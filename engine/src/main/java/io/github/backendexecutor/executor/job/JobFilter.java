package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Which jobs to list or to change. What is null, or an empty set, excludes nothing.
///
/// @param from made at this time or later
/// @param to made before this time
/// @param text part of the id, the task or the error, whatever the case of ASCII letters; ids that
///   begin with it are found at any age
/// @param errorKey jobs that have failed with an error of this [ErrorKey]; others never fit
public record JobFilter(
    @Nullable Role role,
    Set<JobState> states,
    @Nullable String workflowId,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String text,
    @Nullable String errorKey) {
  public static final JobFilter ANY = new JobFilter(null, Set.of(), null, null, null, null, null);

  public JobFilter {
    states = Set.copyOf(states);
  }

  /// The jobs in one of these states.
  public static JobFilter in(JobState... states) {
    return ANY.withStates(Set.of(states));
  }

  /// What it asks for, for the audit log.
  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(", ").setEmptyValue("all jobs");
    add(words, "role", role);
    states.stream().map(JobState::word).sorted().forEach(words::add);
    add(words, "workflow", workflowId);
    add(words, "from", from);
    add(words, "to", to);
    add(words, "with", text);
    add(words, "error", errorKey);
    return words.toString();
  }

  private static void add(StringJoiner words, String name, @Nullable Object value) {
    if (value != null) {
      words.add(name + " " + value);
    }
  }

  /// The same, for jobs in one of these states.
  public JobFilter withStates(Set<JobState> others) {
    return new JobFilter(role, others, workflowId, from, to, text, errorKey);
  }
}

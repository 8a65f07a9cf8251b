package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which jobs: the same filter in the query of a list and in the body of a bulk change.
final class Filters {
  static final String STATES =
      "allowed are "
          + Arrays.stream(JobState.values()).map(JobState::word).collect(Collectors.joining(", "));

  private Filters() {}

  static JobFilter of(Query query) {
    return new JobFilter(
        query.role("role"),
        query.states("state"),
        query.text("workflowId"),
        query.time("from"),
        query.time("to"),
        query.text("q"),
        query.text("errorKey"));
  }

  static JobFilter of(Body body) {
    return new JobFilter(
        role(body),
        states(body),
        filled(body.text("workflowId")),
        body.time("from"),
        body.time("to"),
        filled(body.text("q")),
        filled(body.text("errorKey")));
  }

  private static @Nullable String filled(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable Role role(Body body) {
    String name = filled(body.text("role"));
    if (name != null && !Role.isName(name)) {
      body.wrong("role", "the name of a role is allowed");
      return null;
    }
    return name == null ? null : new Role(name);
  }

  private static Set<JobState> states(Body body) {
    Set<JobState> states = new LinkedHashSet<>();
    for (String word : body.words("state")) {
      try {
        states.add(JobState.of(word));
      } catch (IllegalArgumentException _) {
        body.wrong("state", STATES);
      }
    }
    return states;
  }

  /// In words, for the audit log.
  static String words(JobFilter filter) {
    StringBuilder words = new StringBuilder();
    add(words, "role", filter.role());
    List<String> states = filter.states().stream().map(JobState::word).sorted().toList();
    add(words, "state", states.isEmpty() ? null : String.join("|", states));
    add(words, "workflowId", filter.workflowId());
    add(words, "from", filter.from());
    add(words, "to", filter.to());
    add(words, "q", filter.text());
    add(words, "errorKey", filter.errorKey());
    return words.isEmpty() ? "all" : words.toString().strip();
  }

  private static void add(StringBuilder words, String name, @Nullable Object value) {
    if (value != null) {
      words.append(name).append('=').append(String.format(Locale.ROOT, "%s", value)).append(' ');
    }
  }
}

package io.github.backendexecutor.app.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// What was found wrong on the way, one line each, so that all of it is told at once.
final class Findings {
  private final SequencedSet<String> problems = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();

  void problem(String line) {
    problems.add(line);
  }

  void warning(String line) {
    warnings.add(line);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void throwIfAny() throws ConfigProblems {
    if (!problems.isEmpty()) {
      throw new ConfigProblems(List.copyOf(problems));
    }
  }
}

package io.github.backendexecutor.app.api;

import java.util.List;

/// Examines everything that this service stands on, which takes some seconds.
@FunctionalInterface
public interface Exam {
  List<Finding> examine() throws InterruptedException;

  /// One thing that was examined.
  ///
  /// @param level `ok`, `warn` or `fail`
  /// @param advice what to do; may be empty
  record Finding(String level, String name, String finding, String advice) {}
}

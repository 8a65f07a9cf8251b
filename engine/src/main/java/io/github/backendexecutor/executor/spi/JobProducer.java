package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Role;
import java.util.Map;

/// Puts jobs on the streams, as any producer does.
@FunctionalInterface
public interface JobProducer {
  /// Adds an entry with these fields to the stream of the role.
  ///
  /// @throws StreamUnavailable when no answer was had; the entry may or may not be there
  Entry add(Role role, Map<String, String> fields);
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.NumberedEvent;

/// An event as JSON, the same that clients of the hub get.
@FunctionalInterface
public interface EventJson {
  String of(NumberedEvent event);
}

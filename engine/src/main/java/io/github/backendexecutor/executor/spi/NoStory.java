package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Run;
import org.jspecify.annotations.Nullable;

/// The story that nobody watches.
enum NoStory implements Observer.Story, Observer.Stay {
  STORY;

  @Override
  public Observer.Stay enter(Observer.Stage stage) {
    return this;
  }

  @Override
  public void started(Run run) {}

  @Override
  public void ended(Ending ending) {}

  @Override
  public @Nullable String traceId() {
    return null;
  }

  @Override
  public @Nullable String traceparent() {
    return null;
  }

  @Override
  public void close() {}
}

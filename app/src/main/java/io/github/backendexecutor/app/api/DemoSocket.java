package io.github.backendexecutor.app.api;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a demo offers to start its workflow once more, at the push of a button.
public final class DemoSocket {
  private volatile @Nullable Supplier<String> start;

  /// From now on the button is there.
  ///
  /// @param start starts a workflow and returns its id at once
  public void offer(Supplier<String> start) {
    this.start = start;
  }

  Optional<Supplier<String>> offered() {
    return Optional.ofNullable(start);
  }
}

package io.github.backendexecutor.executor.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A runner's own word on how its run failed.
public final class RunFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;
  private final @Nullable Duration retryAfter;

  private RunFailed(String message, boolean retryable, @Nullable Duration retryAfter) {
    super(message);
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  /// Another run may succeed; it follows after the role's backoff.
  public static RunFailed retryable(String message) {
    return new RunFailed(message, true, null);
  }

  /// Another run may succeed, but not before `after`.
  public static RunFailed retryAfter(Duration after, String message) {
    return new RunFailed(message, true, after);
  }

  /// Another run would fail too: the job fails at once.
  public static RunFailed permanent(String message) {
    return new RunFailed(message, false, null);
  }

  public boolean retryable() {
    return retryable;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

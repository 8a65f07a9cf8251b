package io.github.backendexecutor.executor.spi;

/// The database did not answer, or answered that it cannot now. The same call may succeed later; it
/// may also have happened, which every call of [JobStore] allows for.
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}

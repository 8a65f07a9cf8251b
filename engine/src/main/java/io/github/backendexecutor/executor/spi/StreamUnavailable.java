package io.github.backendexecutor.executor.spi;

/// Redis did not answer, or answered that it cannot now. The same call may succeed later.
public final class StreamUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StreamUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}

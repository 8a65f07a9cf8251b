package io.github.backendexecutor.signalr;

/// Bytes from outside are not what the protocol says. It is the only exception that reading them
/// throws, whatever they hold; the text says what was wrong and never repeats the bytes.
public final class InvalidMessage extends RuntimeException {
  public InvalidMessage(String what) {
    super(what);
  }

  public InvalidMessage(String what, Throwable cause) {
    super(what, cause);
  }
}

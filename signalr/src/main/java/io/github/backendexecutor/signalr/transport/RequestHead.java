package io.github.backendexecutor.signalr.transport;

import org.jspecify.annotations.Nullable;

/// What an HTTP request says before its body. The application has found out who sends it; a token
/// in its query (`access_token`) is never looked at here and must never be logged.
public interface RequestHead {
  /// In capitals.
  String method();

  /// The decoded value of a query parameter, or null.
  @Nullable String query(String name);

  /// The value of a header, or null. Names in any case.
  @Nullable String header(String name);
}

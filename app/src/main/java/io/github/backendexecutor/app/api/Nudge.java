package io.github.backendexecutor.app.api;

/// Asks all instances of the group to look at the database now. Best effort: it never throws.
@FunctionalInterface
public interface Nudge {
  void send();
}

package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a list, newest first.
///
/// @param next where the next page goes on; null: there is nothing more. A page may be short, even
///   empty, and have a next one: then looking on needs another call
/// @param searchedTo how far a bounded look has come: all that is younger was looked at; null: the
///   look was not bounded, or has come to the end
public record Page<T>(List<T> items, @Nullable Place next, @Nullable Instant searchedTo) {
  public Page {
    items = List.copyOf(items);
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param next to be sent as `after` for the next part; null: there is none
/// @param searchedTo how far a bounded search has come; null: it was not bounded
record Paged<T>(List<T> items, @Nullable String next, @Nullable Instant searchedTo) {
  static <F, T> Paged<T> of(Page<F> page, Function<F, T> view) {
    Place next = page.next();
    return new Paged<>(
        page.items().stream().map(view).toList(),
        next == null ? null : next.text(),
        page.searchedTo());
  }
}

package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// Where a page of a list ended, so that the next one goes on from there whatever has come since.
/// Lists are newest first: by time, then by id.
///
/// @param at when the last one of the page was made
/// @param id its id
public record Place(Instant at, String id) {

  /// For a URL: the time in milliseconds, a comma, and the id as it is.
  public String text() {
    return at.toEpochMilli() + "," + id;
  }

  /// The other way round.
  ///
  /// @throws IllegalArgumentException when it is no such text
  public static Place parse(String text) {
    int comma = text.indexOf(',');
    if (comma < 1 || comma > 15 || text.length() > 2_000) {
      throw new IllegalArgumentException("a place is <milliseconds>,<id>");
    }
    return new Place(
        Instant.ofEpochMilli(Long.parseLong(text, 0, comma, 10)), text.substring(comma + 1));
  }
}

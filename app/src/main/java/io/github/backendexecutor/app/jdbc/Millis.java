package io.github.backendexecutor.app.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Times as the database has them: milliseconds since 1970, in both dialects alike.
final class Millis {
  /// The end of the year 9999: later times are taken for it, since no database shows them.
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  static final long LAST_MILLI = LAST.toEpochMilli();

  private Millis() {}

  static long of(Instant time) {
    return time.isAfter(LAST)
        ? LAST.toEpochMilli()
        : time.isBefore(Instant.EPOCH) ? 0 : time.toEpochMilli();
  }

  static @Nullable Long ofNullable(@Nullable Instant time) {
    return time == null ? null : of(time);
  }

  /// The time as the database will give it back.
  static Instant rounded(Instant time) {
    return Instant.ofEpochMilli(of(time));
  }

  static @Nullable Instant read(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}

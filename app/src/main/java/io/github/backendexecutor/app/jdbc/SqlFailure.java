package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Tells the database's trouble from a request's fault. Only what is clearly wrong with the data
/// counts as a fault; a job is never blamed for a full disk, a lost connection, a deadlock, a
/// missing right or anything that is not known.
final class SqlFailure {
  /// PostgreSQL: data exception, constraint violation, program limit exceeded.
  private static final Set<String> FAULTS = Set.of("22", "23", "54");

  /// PostgreSQL: the login or the database's name is wrong.
  private static final Set<String> REFUSALS = Set.of("28", "3D");

  /// PostgreSQL: lock not available.
  private static final String LOCKED = "55P03";

  private SqlFailure() {}

  /// [StoreUnavailable], or IllegalArgumentException when the data of a request is at fault.
  static RuntimeException of(DatabaseAddress address, SQLException failure) {
    String message = address + ": " + text(failure);
    return isFault(failure)
        ? new IllegalArgumentException(message, failure)
        : new StoreUnavailable(message, failure);
  }

  /// Whether waiting does not help: the server is there and refuses the login or the database, or
  /// the file is none of ours.
  static boolean isRefusal(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      return switch (primary(sqlite.getResultCode())) {
        case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_READONLY -> true;
        default -> false;
      };
    }
    return REFUSALS.contains(stateClass(failure));
  }

  /// Whether another transaction held for long what this one wanted.
  static boolean isLocked(StoreUnavailable failure) {
    return failure.getCause() instanceof SQLException e && LOCKED.equals(e.getSQLState());
  }

  private static boolean isFault(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      return switch (primary(sqlite.getResultCode())) {
        case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE -> true;
        default -> false;
      };
    }
    return FAULTS.contains(stateClass(failure));
  }

  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }

  private static String stateClass(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || state.length() < 2 ? "" : state.substring(0, 2);
  }

  /// The first line of the cause, where the driver says what happened; a pool only says that it has
  /// no connection.
  private static String text(SQLException failure) {
    String message = message(failure.getCause() instanceof SQLException e ? e : failure);
    return message.lines().findFirst().orElse("");
  }

  private static String message(@Nullable Throwable failure) {
    return failure == null || failure.getMessage() == null ? "" : failure.getMessage();
  }
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/// How a process shows in a database that it is there, with something that ends with it, and how it
/// sees the others. Used by one thread at a time.
interface Presence {
  /// Does the work on a connection whose waits are short, and shows this process first when it does
  /// not show yet.
  <A> A on(Database.Reading<A> work) throws SQLException;

  /// The signs of all instances.
  Map<InstanceId, Sign> signs(Connection connection) throws SQLException;

  /// This instance's row is gone for good, and so may go what is left of it.
  void forget(InstanceId instance);

  /// Shows this process no longer.
  void end();
}

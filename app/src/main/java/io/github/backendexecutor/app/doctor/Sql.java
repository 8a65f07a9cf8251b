package io.github.backendexecutor.app.doctor;

import java.util.List;
import java.util.Map;

/// The database, asked in SQL. It only reads.
public interface Sql {
  boolean sqlite();

  /// The query for all columns of so many jobs, the newest ones.
  ///
  /// @param table what the table `job` is called where the query will stand
  String newest(String table, int most);

  /// At most `max` rows, each as its columns' names in lower case and their text; NULL is "".
  ///
  /// @throws io.github.backendexecutor.executor.spi.StoreUnavailable when the database cannot be
  ///   reached or refuses the statement
  List<Map<String, String>> ask(String select, int max);
}

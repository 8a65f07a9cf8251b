package io.github.backendexecutor.app.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/// How a statement of one dialect is given a list of texts as one value.
interface IdList {
  /// What stands behind a column that must be one of the list.
  String among();

  /// Gives the list to the statement's question mark of this number.
  void bind(PreparedStatement statement, int number, Collection<String> ids) throws SQLException;
}

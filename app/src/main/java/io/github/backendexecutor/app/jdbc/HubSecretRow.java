package io.github.backendexecutor.app.jdbc;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/// The secret that all hubs on this database share.
final class HubSecretRow {
  private static final int BYTES = 32;

  /// In: a secret. Answer: 1 row, or 0 when there is one already.
  private static final String MAKE =
      "UPDATE executor_store SET hub_secret = ? WHERE hub_secret IS NULL";

  private HubSecretRow() {}

  static String read(Connection connection) throws SQLException {
    try (PreparedStatement make = connection.prepareStatement(MAKE);
        Statement query = connection.createStatement()) {
      make.setString(1, random());
      make.executeUpdate();
      try (ResultSet row = query.executeQuery("SELECT hub_secret FROM executor_store")) {
        if (row.next()) {
          return row.getString(1);
        }
        throw new IllegalStateException("the table executor_store has lost its row");
      }
    }
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}

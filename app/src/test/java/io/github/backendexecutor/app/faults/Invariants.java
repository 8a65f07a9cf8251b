package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.doctor.Invariant;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What always holds in the database, by the statements that the doctor asks, too.
final class Invariants {
  private Invariants() {}

  /// What is broken, one line each.
  static List<String> broken(Database database) throws SQLException {
    List<String> broken = new ArrayList<>();
    for (Invariant rule : Invariant.ALL) {
      for (Map<String, @Nullable Object> row : database.rows(rule.sql())) {
        broken.add(rule.id() + ": " + row.get("job_id") + " " + row.get("problem"));
      }
    }
    return broken;
  }
}

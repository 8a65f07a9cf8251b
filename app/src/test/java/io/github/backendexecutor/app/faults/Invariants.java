package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What always holds in the database, as statements that find the rows where it does not.
final class Invariants {
  private static final List<String> NAMES =
      List.of(
          "I1_one_ending",
          "I3_no_run_after_the_end",
          "I4_runs_are_numbered",
          "I6_counts_are_bounded",
          "I7_the_result_is_the_owners");

  private Invariants() {}

  /// What is broken, one line each, at most a few for each invariant.
  static List<String> broken(Database database) throws SQLException {
    List<String> broken = new ArrayList<>();
    for (String name : NAMES) {
      for (Map<String, @Nullable Object> row : database.rows(sql(name))) {
        broken.add(name + ": " + row.get("job_id") + " " + row.get("what"));
      }
    }
    return broken;
  }

  private static String sql(String name) {
    try (InputStream file = Invariants.class.getResourceAsStream("/invariants/" + name + ".sql")) {
      if (file == null) {
        throw new IllegalStateException("no invariant " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every list is read from its index, however large the table becomes.
class ListPlansTest {
  private static final long ROWS = 30_000;
  @TempDir private Path folder;

  @Test
  void sqlite_reads_every_list_from_an_index() throws Exception {
    Path file = folder.resolve("jobs.db");
    try (Database database = Database.open(new SqliteAddress(file))) {
      database.migrate();
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        new ManyJobs(connection, false, ROWS).fill();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<String>> plan : plans(database, connection, false).entrySet()) {
          for (String step : plan.getValue()) {
            boolean scan = step.matches("SCAN (job|workflow|job_ended)\\b.*");
            boolean ordered = step.contains("USING INDEX") || step.contains("USING COVERING INDEX");
            boolean sort =
                step.contains("TEMP B-TREE")
                    && !step.endsWith("FOR LAST TERM OF ORDER BY") // within one millisecond
                    && plan.getKey().matches(".*(jobs|state|role|workflow|error).*");
            if ((scan && !ordered) || sort) {
              wrong.add(plan.getKey() + ": " + step);
            }
          }
        }
        assertThat(wrong).isEmpty();
      }
    }
  }

  @Test
  void postgres_reads_every_list_from_an_index() throws Exception {
    String name = "plans";
    try (Database database = Database.open(PostgresServer.newDatabase(name))) {
      database.migrate();
      String url = "jdbc:postgresql://localhost:" + PostgresServer.port() + "/" + name;
      try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
        new ManyJobs(connection, true, ROWS).fill();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<String>> plan : plans(database, connection, true).entrySet()) {
          for (String step : plan.getValue()) {
            if (step.matches(".*Seq Scan on (job|workflow)\\b.*")) {
              wrong.add(plan.getKey() + ": " + step.strip());
            }
          }
        }
        assertThat(wrong).isEmpty();
      }
    }
  }

  private static Map<String, List<String>> plans(
      Database database, Connection connection, boolean postgres) throws Exception {
    Plans plans = new Plans(connection, postgres);
    Map<String, List<String>> all = new java.util.LinkedHashMap<>();
    for (var one : new ListCases(database.dialect(), ROWS).all().entrySet()) {
      one.getValue().ask(plans.watched(), new Random(1));
      all.put(one.getKey(), plans.explain());
    }
    return all;
  }
}

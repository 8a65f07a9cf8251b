package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.doctor.Sql;
import io.github.backendexecutor.app.jdbc.DatabaseExam;
import java.util.List;
import java.util.Map;

/// The database as the doctor asks it.
record SqlLook(DatabaseExam exam) implements Sql {
  @Override
  public boolean sqlite() {
    return exam.kind().equals("sqlite");
  }

  @Override
  public String newest(String table, int most) {
    return exam.newest(table, most);
  }

  @Override
  public List<Map<String, String>> ask(String select, int max) {
    return exam.ask(select, max);
  }
}

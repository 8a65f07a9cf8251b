package io.github.backendexecutor.app.wiring;

import java.nio.file.Path;

class SqliteServiceTest extends ServiceContract {
  @Override
  String newDatabase(Path folder) {
    return "jdbc:sqlite:" + folder.resolve("executor.db");
  }
}

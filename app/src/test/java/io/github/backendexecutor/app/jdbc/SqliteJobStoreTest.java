package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.testing.JobStoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobStoreTest extends JobStoreContract {
  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  /// Each instance has a database of its own on the one file, as separate processes have.
  @Override
  protected JobStore open(InstanceId owner, Clock time) {
    Database database = database();
    JdbcJobStore store = database.store(owner, time);
    open.addFirst(store);
    return store;
  }

  @Override
  protected JobHistory history() {
    return database().history();
  }

  private Database database() {
    Database database = Database.open(new SqliteAddress(folder.resolve("jobs.db")));
    if (open.isEmpty()) {
      database.migrate();
    }
    open.addFirst(database);
    return database;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }
}

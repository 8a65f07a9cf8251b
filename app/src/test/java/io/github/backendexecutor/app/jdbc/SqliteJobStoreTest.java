package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.testing.Desk;
import io.github.backendexecutor.executor.testing.JobStoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobStoreTest extends JobStoreContract {
  @TempDir Path folder;
  private final List<JdbcJobStore> stores = new ArrayList<>();
  private final Map<String, Database> databases = new HashMap<>();

  /// Each instance has a database of its own on the one file, as separate processes have.
  @Override
  protected JobStore open(InstanceId owner, Clock time) {
    JdbcJobStore store = database(owner.value()).store(owner, time, folder.resolve(owner.value()));
    stores.add(store);
    return store;
  }

  @Override
  protected Desk desk() {
    Database database = database("desk");
    return new Desk(
        database.lists(),
        database.counts(clock),
        database.operator(clock),
        database.audit(clock),
        database.controls(clock),
        database.submissions(clock),
        database.housekeeping(clock));
  }

  @Override
  protected Ownership ownership(InstanceId owner) {
    return database(owner.value()).ownership(owner, clock);
  }

  @Override
  protected Canceller canceller() {
    return database("canceller").canceller(clock);
  }

  @Override
  protected Membership membership(InstanceId instance) {
    return database(instance.value()).membership(instance, clock);
  }

  @Override
  protected JobHistory history() {
    return database("reader").history();
  }

  private synchronized Database database(String user) {
    return databases.computeIfAbsent(
        user,
        _ -> {
          Database database = Database.open(new SqliteAddress(folder.resolve("jobs.db")));
          if (databases.isEmpty()) {
            database.migrate();
          }
          return database;
        });
  }

  @AfterEach
  void close() {
    stores.forEach(JdbcJobStore::close);
    databases.values().forEach(Database::close);
  }
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.testing.JobStoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class PostgresJobStoreTest extends JobStoreContract {
  private static final String NAME = "contract";
  private static Database first;
  private static Database second;
  private final List<JdbcJobStore> stores = new ArrayList<>();

  @BeforeAll
  static void migrate() {
    PostgresAddress address = PostgresServer.newDatabase(NAME);
    first = Database.open(address);
    second = Database.open(address);
    first.migrate();
  }

  /// Each instance has connections of its own, as separate processes have.
  @Override
  protected JobStore open(InstanceId owner, Clock time) {
    JdbcJobStore store = (owner.equals(ME) ? first : second).store(owner, time);
    stores.add(store);
    return store;
  }

  @Override
  protected JobHistory history() {
    return first.history();
  }

  @AfterEach
  void empty() {
    stores.forEach(JdbcJobStore::close);
    PostgresServer.execute("TRUNCATE job, attempt, executor_instance", NAME);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }
}

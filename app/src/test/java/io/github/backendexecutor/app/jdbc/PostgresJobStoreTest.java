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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresJobStoreTest extends JobStoreContract {
  private static final String NAME = "contract";
  @TempDir private Path folder;
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
    JdbcJobStore store = database(owner).store(owner, time, folder.resolve(owner.value()));
    stores.add(store);
    return store;
  }

  private static Database database(InstanceId owner) {
    return owner.equals(ME) ? first : second;
  }

  @Override
  protected Desk desk() {
    Database database = second;
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
    return database(owner).ownership(owner, clock);
  }

  @Override
  protected Canceller canceller() {
    return second.canceller(clock);
  }

  @Override
  protected Membership membership(InstanceId instance) {
    return database(instance).membership(instance, clock);
  }

  @Override
  protected JobHistory history() {
    return first.history();
  }

  @AfterEach
  void empty() {
    stores.forEach(JdbcJobStore::close);
    PostgresServer.execute(
        "TRUNCATE job, attempt_line, executor_instance, job_event, event_counter, notification, job_generation,"
            + " job_count, job_ended,"
            + " failure_group, count_delta, workflow, audit, role_control, submission, instance_note",
        NAME);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }
}

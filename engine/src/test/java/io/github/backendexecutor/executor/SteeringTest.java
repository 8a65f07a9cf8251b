package io.github.backendexecutor.executor;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.World;
import io.github.backendexecutor.executor.testing.InMemoryInstances;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.InMemoryJobStream;
import io.github.backendexecutor.executor.testing.InMemoryMembership;
import io.github.backendexecutor.executor.testing.InMemoryNudges;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.RecordingNotifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Limits and pauses that are changed in the database while an executor runs.
@Timeout(90)
class SteeringTest {
  private static final InstanceId ME = new InstanceId("me");
  private static final Control PAUSED =
      new Control(null, Map.of(AGENT, new RoleControl(true, null)));

  private final SystemClock clock = new SystemClock();
  private final InMemoryJobStore store = new InMemoryJobStore(ME, clock);
  private final InMemoryJobStream stream = new InMemoryJobStream(ME);
  private final InMemoryNudges nudges = new InMemoryNudges();
  private final Map<JobId, CountDownLatch> ends = new ConcurrentHashMap<>();
  private final Set<JobId> running = ConcurrentHashMap.newKeySet();
  private volatile Control control = Control.NONE;

  @SuppressWarnings("NullAway.Init")
  private Executor executor;

  @AfterEach
  void stopWithoutWaiting() {
    Executor last = executor;
    Thread.startVirtualThread(() -> {
      last.stop();
      clock.close();
    });
  }

  /// Jobs run until [#end] is called for them.
  private void start() {
    RetrySettings retry = new RetrySettings(3, Duration.ofMillis(20), Duration.ofMillis(100), 2);
    InMemoryInstances redis = InMemoryInstances.ofRedis();
    List<RoleSettings> roles =
        List.of(AGENT, MANAGER).stream()
            .map(role -> new RoleSettings(role, this::run, Duration.ofMinutes(1), retry, 1_000))
            .toList();
    Limits limits = Limits.of(0, Map.of(AGENT, 2, MANAGER, 0), 512L << 20);
    executor =
        Executor.start(
            new ExecutorSettings(roles, limits, Duration.ofMillis(50), Duration.ofSeconds(30)),
            new Sockets(
                stream,
                new Rows(store, store, store, () -> control),
                new Members(
                    ME, store.membership(), new InMemoryMembership(redis, ME), nudges.another()),
                new RecordingNotifier(),
                World.of(clock)));
    await().until(() -> control.equals(executor.snapshot().control()));
  }

  private String run(Job job, Object context) throws InterruptedException {
    running.add(job.id());
    try {
      end(job.id()).await();
      return "1";
    } finally {
      running.remove(job.id());
    }
  }

  @Test
  void a_paused_role_starts_nothing_and_its_running_jobs_end_as_ever() {
    start();
    add("before");
    await().until(() -> running.contains(id("before")));
    steer(PAUSED);
    add("during");
    stream.add(Jobs.with(Jobs.job("other role"), MANAGER));
    await().until(() -> running.contains(id("other role")));
    end(id("before")).countDown();
    await().until(() -> state("before") == JobState.COMPLETED && stream.pending().size() <= 2);
    assertThat(running).containsExactly(id("other role"));
    steer(Control.NONE);
    await().until(() -> running.contains(id("during")));
  }

  @Test
  void an_entry_that_is_read_as_the_role_is_paused_is_given_back_and_runs_when_it_is_resumed() {
    start();
    await().until(() -> taken() == 1); // its reader waits for one
    steer(PAUSED);
    add("late");
    await().until(() -> taken() == 0);
    assertThat(running).isEmpty();
    assertThat(state("late")).isIn(null, JobState.READY);
    steer(Control.NONE);
    await().until(() -> running.contains(id("late")));
    end(id("late")).countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> state("late") == JobState.COMPLETED);
    assertThat(store.job(id("late")).orElseThrow().failures()).isZero();
  }

  @Test
  void what_is_paused_when_an_executor_starts_does_not_start() {
    control = PAUSED;
    start();
    add("early");
    stream.add(Jobs.with(Jobs.job("other role"), MANAGER));
    await().until(() -> running.contains(id("other role")));
    assertThat(running).containsExactly(id("other role"));
    assertThat(state("early")).isNull();
  }

  @Test
  void a_paused_role_settles_entries_of_ended_jobs_and_claims_no_row() {
    start();
    end(id("a")).countDown();
    add("a");
    await().until(() -> state("a") == JobState.COMPLETED && stream.length() == 0);
    steer(PAUSED);
    await().until(() -> taken() == 0);
    add("a");
    add("b");
    stream.read(AGENT, 2, Duration.ZERO); // the answers are lost: nobody here knows these entries
    nudges.send();
    await().atMost(Duration.ofSeconds(30)).until(() -> stream.pending().size() == 1);
    await().until(() -> state("b") == JobState.READY);
    nudges.send();
    await().until(() -> executor.snapshot().jobs() == 0);
    assertThat(state("b")).isEqualTo(JobState.READY);
    steer(Control.NONE);
    await().until(() -> running.contains(id("b")));
  }

  @Test
  void a_limit_is_lowered_without_harm_and_raised_at_once() {
    start();
    List.of("a", "b", "c", "d").forEach(this::add);
    await().until(() -> running.size() == 2);
    steer(new Control(null, Map.of(AGENT, new RoleControl(false, 1))));
    JobId first = running.iterator().next();
    end(first).countDown();
    await().until(() -> state(first.value()) == JobState.COMPLETED);
    await().until(() -> executor.snapshot().jobs() == 1);
    assertThat(running).hasSize(1);
    steer(new Control(3, Map.of(AGENT, new RoleControl(false, 0))));
    await().until(() -> running.size() == 3);
    assertThat(executor.snapshot().capacity().total().max()).isEqualTo(3);
  }

  @Test
  void a_job_that_runs_in_a_paused_role_is_cancelled() {
    start();
    add("a");
    await().until(() -> running.contains(id("a")));
    steer(PAUSED);
    store.cancel(id("a"));
    nudges.send();
    await().until(() -> state("a") == JobState.CANCELLED && stream.length() == 0);
  }

  /// As an operator does it, and waits until it is in force.
  private void steer(Control next) {
    control = next;
    nudges.send();
    await().until(() -> next.equals(executor.snapshot().control()));
  }

  private int taken() {
    return executor.snapshot().taken().getOrDefault(AGENT, 0);
  }

  private void add(String job) {
    stream.add(Jobs.job(job));
  }

  private CountDownLatch end(JobId job) {
    return ends.computeIfAbsent(job, _ -> new CountDownLatch(1));
  }

  private static JobId id(String job) {
    return new JobId(job);
  }

  private @Nullable JobState state(String job) {
    return store.job(id(job)).map(JobRecord::state).orElse(null);
  }
}

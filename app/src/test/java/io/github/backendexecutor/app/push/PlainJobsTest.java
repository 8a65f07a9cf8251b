package io.github.backendexecutor.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The past of a job that names nobody who waits, out of its row and its runs.
class PlainJobsTest {
  private static final Instant NOON = Events.NOON;
  private final List<JobRecord> jobs = new ArrayList<>();
  private final List<AttemptRecord> runs = new ArrayList<>();
  private final PlainJobs events = new PlainJobs(new Rows());

  @Test
  void a_job_that_failed_once_and_completed() {
    run("j", 1, 0, 1, "failed");
    run("j", 2, 2, 3, "completed");
    job("j", JobState.COMPLETED, 2, 3);
    assertThat(ids("j", null))
        .containsExactly("j:1:started", "j:1:retrying", "j:2:started", "j:2:completed");
    assertThat(events.after(new JobId("j"), null).getLast().event().output())
        .isEqualTo(new JsonText("7"));
    assertThat(ids("j", "j:1:retrying")).containsExactly("j:2:started", "j:2:completed");
    assertThat(ids("j", "j:2:completed")).isEmpty();
    assertThat(ids("j", "unknown")).hasSize(4);
  }

  @Test
  void the_last_failure_is_the_end() {
    run("j", 1, 0, 1, "timed_out");
    run("j", 2, 2, 3, "failed");
    job("j", JobState.FAILED, 2, 3);
    assertThat(ids("j", null))
        .containsExactly("j:1:started", "j:1:retrying", "j:2:started", "j:2:completed");
  }

  @Test
  void a_job_that_runs_after_it_was_given_back() {
    run("j", 1, 0, 1, "released");
    job("j", JobState.RUNNING, 2, 5);
    assertThat(ids("j", null)).containsExactly("j:1:started", "j:2:started");
  }

  @Test
  void a_job_that_was_cancelled_while_it_waited() {
    run("j", 1, 0, 1, "failed");
    job("j", JobState.CANCELLED, 1, 2);
    assertThat(ids("j", null)).containsExactly("j:1:started", "j:1:retrying", "j:1:completed");
  }

  @Test
  void of_an_unknown_id_there_is_nothing() {
    assertThat(ids("nothing", null)).isEmpty();
  }

  private List<String> ids(String id, @Nullable String last) {
    return events.after(new JobId(id), last).stream().map(one -> one.event().eventId()).toList();
  }

  private void run(String job, int attempt, int from, int to, String outcome) {
    runs.add(
        new AttemptRecord(
            new JobId(job),
            attempt,
            new InstanceId("i"),
            NOON.plusSeconds(from),
            NOON.plusSeconds(to),
            outcome,
            null,
            ""));
  }

  private void job(String id, JobState state, int attempt, int at) {
    jobs.add(
        new JobRecord(
            new JobId(id),
            "w",
            "c",
            new Role("agent"),
            "",
            JsonText.NULL,
            Map.of(),
            JobTerms.NONE,
            state,
            1,
            attempt,
            0,
            0,
            false,
            null,
            null,
            null,
            new JsonText("7"),
            null,
            NOON,
            NOON.plusSeconds(at),
            state.terminal() ? NOON.plusSeconds(at) : null));
  }

  /// Rows as the test wrote them.
  private final class Rows implements JobHistory {
    @Override
    public Optional<JobRecord> job(JobId id) {
      return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
    }

    @Override
    public List<AttemptRecord> attempts(JobId id) {
      return runs.stream().filter(run -> run.jobId().equals(id)).toList();
    }

    @Override
    public List<JobRecord> jobs(Filter filter, int limit) {
      return jobs.stream().filter(job -> job.workflowId().equals(filter.workflowId())).toList();
    }
  }
}

package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static io.github.backendexecutor.executor.testing.Jobs.bury;
import static io.github.backendexecutor.executor.testing.Jobs.delivery;
import static io.github.backendexecutor.executor.testing.Jobs.done;
import static io.github.backendexecutor.executor.testing.Jobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Ownership;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [JobHistory] shows of what was done through a [JobStore], and the stage for both: two
/// instances' stores on the same rows and a clock that the test moves. Each test starts without
/// rows.
public abstract class JobHistoryContract {
  protected static final Map<String, String> FIELDS = fields();
  protected static final InstanceId ME = new InstanceId("me");
  protected static final InstanceId OTHER = new InstanceId("other");

  protected final ManualClock clock = new ManualClock();
  protected JobStore mine;
  protected JobStore theirs;
  protected JobHistory history;
  protected Desk desk;

  /// The store of this instance on the rows of the running test.
  protected abstract JobStore open(InstanceId owner, Clock time);

  /// The history of the running test's rows.
  protected abstract JobHistory history();

  /// What people look at and work with: the running test's rows.
  protected abstract Desk desk();

  /// Which of the running test's runs are this instance's.
  protected abstract Ownership ownership(InstanceId owner);

  /// Cancels the running test's jobs.
  protected abstract Canceller canceller();

  /// A seat for this instance at the database of the running test. Closed when it is left.
  protected abstract Membership membership(InstanceId instance);

  @SuppressWarnings("NullAway.Init")
  protected JobHistoryContract() {}

  @BeforeEach
  void open() {
    mine = open(ME, clock);
    theirs = open(OTHER, clock);
    history = history();
    desk = desk();
  }

  @Test
  void everything_of_a_job_comes_back_as_it_went_in() {
    Instant time = clock.now().plusSeconds(1);
    JobTerms terms = new JobTerms(time, Duration.ofMinutes(5), 7, -3, "00-4bf9-00f0-01");
    Job full =
        new Job(
            new JobId("ид 😀/\"'%_\\"),
            "wörk",
            "連接",
            AGENT,
            "tâche\n\t'; DROP TABLE job; --",
            new JsonText("{\"ключ\": \"значение 😀 \\u0000\", \"b\" : [1e3, null]}"),
            terms,
            FIELDS);
    Delivery.Readable delivery = delivery(full);
    mine.begin(delivery);
    clock.advance(Duration.ofSeconds(1));

    Run run = mine.due(AGENT, 1).getFirst();

    assertThat(run.job()).isEqualTo(full);
    assertThat(run.job().fields().keySet()).containsExactlyElementsOf(FIELDS.keySet());
    assertThat(run.entry()).isEqualTo(delivery.entry());
    mine.finish(done(run, "\"выход 😀\"", clock.now()));
    JobRecord row = history.job(full.id()).orElseThrow();
    assertThat(row.workflowId()).isEqualTo(full.workflowId());
    assertThat(row.connectionId()).isEqualTo(full.connectionId());
    assertThat(row.task()).isEqualTo(full.task());
    assertThat(row.payload()).isEqualTo(full.payload());
    assertThat(row.fields()).isEqualTo(full.fields());
    assertThat(row.fields().keySet()).containsExactlyElementsOf(FIELDS.keySet());
    assertThat(row.output()).isEqualTo(new JsonText("\"выход 😀\""));
  }

  @Test
  void a_payload_and_an_output_of_1_MiB_are_kept_whole() throws Exception {
    String big = '"' + "0123456789abcdef".repeat(65_536) + '"';

    List<Run> runs =
        Together.all(
            IntStream.range(0, 8)
                .mapToObj(
                    i -> Together.call(() -> started(mine.begin(delivery(job("big" + i, big)))))));
    Together.all(
        runs.stream().map(run -> Together.call(() -> mine.finish(done(run, big, clock.now())))));

    assertThat(row("big7").payload().text()).isEqualTo(big);
    assertThat(row("big0").output()).isEqualTo(new JsonText(big));
  }

  @Test
  void text_that_no_database_takes_is_cleaned_and_the_redelivery_is_the_same_job() {
    Job plain = job("a");
    Job odd =
        new Job(
            plain.id(),
            "w\0",
            "c\0",
            AGENT,
            "t\0\ud800",
            plain.payload(),
            JobTerms.NONE,
            Map.of("k\0", "v\0"));
    Run run = started(mine.begin(delivery(odd)));

    assertThat(mine.begin(delivery(odd))).isEqualTo(new Begun.Elsewhere(JobState.RUNNING));
    assertThat(row("a").task()).isEqualTo("t\ufffd\ufffd");
    assertThat(mine.finish(bury(run, "bad \0 \udc00", clock.now()))).isEqualTo(Saved.AS_GIVEN);
    assertThat(row("a").error()).isEqualTo("bad \ufffd \ufffd");
    assertThat(history.attempts(plain.id()).getFirst().error()).isEqualTo("bad \ufffd \ufffd");
  }

  @Test
  void the_history_lists_the_newest_first_and_only_what_was_asked_for() {
    for (String id : List.of("a", "b", "c", "d")) {
      Job plain = job(id);
      Job job =
          new Job(
              plain.id(),
              "w-" + (id.equals("c") ? "2" : "1"),
              "",
              id.equals("b") ? MANAGER : AGENT,
              "",
              plain.payload(),
              JobTerms.NONE,
              Map.of());
      Run run = started(mine.begin(delivery(job)));
      if (id.equals("a")) {
        mine.finish(done(run, "1", clock.now()));
      }
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(listed(JobHistory.Filter.ANY, 9)).containsExactly("d", "c", "b", "a");
    assertThat(listed(JobHistory.Filter.ANY, 2)).containsExactly("d", "c");
    assertThat(listed(new JobHistory.Filter(MANAGER, null, null), 9)).containsExactly("b");
    assertThat(listed(new JobHistory.Filter(null, JobState.COMPLETED, null), 9))
        .containsExactly("a");
    assertThat(listed(new JobHistory.Filter(null, null, "w-2"), 9)).containsExactly("c");
    assertThat(listed(new JobHistory.Filter(AGENT, JobState.RUNNING, "w-1"), 9))
        .containsExactly("d");
    assertThat(history.job(new JobId("unknown"))).isEmpty();
    assertThat(history.attempts(new JobId("unknown"))).isEmpty();
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("zeta", "1");
    fields.put("alpha \"😀\"", "Ω\n\\");
    fields.put("", "");
    fields.put("middle", "{\"not\":\"parsed\"}");
    return fields;
  }

  protected List<String> listed(JobHistory.Filter filter, int limit) {
    return history.jobs(filter, limit).stream().map(row -> row.id().value()).toList();
  }

  protected JobRecord row(String id) {
    return history.job(new JobId(id)).orElseThrow();
  }

  protected static Run started(Begun begun) {
    assertThat(begun).isInstanceOf(Begun.Started.class);
    return ((Begun.Started) begun).run();
  }

  protected static JobEvent ended(Begun begun) {
    assertThat(begun).isInstanceOf(Begun.Ended.class);
    return ((Begun.Ended) begun).event();
  }

  @SuppressWarnings("NullAway") // only for endings that have an event
  protected static JobEvent event(Ending ending) {
    return JobEvent.of(ending);
  }

  protected static List<String> ids(List<Run> runs) {
    return runs.stream().map(run -> run.job().id().value()).toList();
  }
}

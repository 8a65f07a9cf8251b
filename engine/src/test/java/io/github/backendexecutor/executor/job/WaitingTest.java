package io.github.backendexecutor.executor.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Waiting.Queued;
import io.github.backendexecutor.executor.job.Waiting.Reason;
import io.github.backendexecutor.executor.testing.Jobs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What people read of a job that waits. That it is true is tested against the scheduler.
class WaitingTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Role AGENT = Jobs.AGENT;

  @Test
  void a_job_that_runs_or_has_ended_waits_for_nothing() {
    for (JobState state : List.of(JobState.RUNNING, JobState.COMPLETED, JobState.CANCELLED)) {
      assertThat(Waiting.of(job(state, null, false), free())).isEmpty();
    }
  }

  @Test
  void a_job_that_is_being_cancelled_names_who_stops_it() {
    Optional<Waiting> why = Waiting.of(job(JobState.RUNNING, null, true), free());
    assertThat(why).map(Waiting::reason).contains(Reason.CANCELLED);
    assertThat(why)
        .map(Waiting::sentence)
        .contains("Somebody cancelled it; its runner on me is being stopped.");
  }

  @Test
  void times_are_told_in_full_and_in_short() {
    Instant later = NOW.plusSeconds(300);
    assertThat(Waiting.of(job(JobState.RETRY_WAIT, later, false), free()))
        .contains(
            new Waiting(
                Reason.BACKOFF,
                "Attempt 2 failed; the next starts at 2030-01-01T12:05:00Z, in 5 min.",
                NOW,
                later));
    assertThat(Waiting.of(job(JobState.SCHEDULED, later, false), free()))
        .map(Waiting::sentence)
        .contains("It is to start at 2030-01-01T12:05:00Z, in 5 min.");
  }

  @Test
  void limits_are_told_with_their_numbers() {
    Capacity full = capacity("a", new Occupancy(9, 3, 0), new Occupancy(3, 3, 0));
    assertThat(sentence(true, full))
        .isEqualTo("Role agent runs 3 of 3 jobs; its turn comes as they end.");
    assertThat(sentence(true, full, full))
        .isEqualTo("Role agent runs 6 of 6 jobs on 2 instances; its turn comes as they end.");
    assertThat(sentence(true, capacity("a", new Occupancy(3, 3, 0), new Occupancy(9, 3, 0))))
        .isEqualTo("All roles together run 3 of 3 jobs; its turn comes as they end.");
  }

  @Test
  void a_row_yields_a_fifth_of_the_slots_to_new_entries() {
    Capacity most = capacity("a", new Occupancy(99, 4, 4), new Occupancy(5, 4, 4));
    assertThat(sentence(true, most))
        .isEqualTo("Role agent runs 4 of 5 jobs; the free slots are kept for new entries.");
    assertThat(sentence(false, most)).startsWith("Nothing holds it");
  }

  @Test
  void an_entry_that_one_instance_has_read_waits_for_that_one() {
    Circumstances all =
        circumstances(
            capacity("full", new Occupancy(1, 1, 0), new Occupancy(9, 0, 0)),
            capacity("free", new Occupancy(9, 0, 0), new Occupancy(9, 0, 0)));
    InstanceId reader = new InstanceId("full");
    assertThat(Waiting.of(new Queued(AGENT, reader, null, NOW), all).reason())
        .isEqualTo(Reason.TOTAL_LIMIT);
    assertThat(Waiting.ofQueued(AGENT, NOW, all).reason()).isEqualTo(Reason.STARTING);
  }

  @Test
  void a_pause_and_an_absence_name_the_role() {
    Control paused = new Control(null, Map.of(AGENT, new RoleControl(true, null)));
    Circumstances all = new Circumstances(NOW, paused, null, null, free().instances());
    assertThat(Waiting.ofQueued(AGENT, NOW, all).sentence()).isEqualTo("Role agent is paused.");
    assertThat(Waiting.ofQueued(new Role("other"), NOW, free()).sentence())
        .isEqualTo("None of the 1 living instances serves role other.");
  }

  private static String sentence(boolean fromRow, Capacity... instances) {
    Circumstances all = circumstances(instances);
    return fromRow
        ? Waiting.of(job(JobState.READY, NOW, false), all).orElseThrow().sentence()
        : Waiting.ofQueued(AGENT, NOW, all).sentence();
  }

  private static Circumstances free() {
    return circumstances(capacity("me", new Occupancy(9, 0, 0), new Occupancy(9, 0, 0)));
  }

  private static Circumstances circumstances(Capacity... instances) {
    return new Circumstances(NOW, Control.NONE, null, null, List.of(instances));
  }

  private static Capacity capacity(String name, Occupancy total, Occupancy agent) {
    return new Capacity(new InstanceId(name), total, Map.of(AGENT, agent), false);
  }

  private static JobRecord job(JobState state, @Nullable Instant next, boolean cancelRequested) {
    return new JobRecord(
        new JobId("a"),
        "w",
        "",
        AGENT,
        "do it",
        JsonText.NULL,
        Map.of(),
        JobTerms.NONE,
        state,
        1,
        2,
        1,
        0,
        cancelRequested,
        new InstanceId("me"),
        null,
        next,
        null,
        null,
        NOW,
        NOW,
        null);
  }
}

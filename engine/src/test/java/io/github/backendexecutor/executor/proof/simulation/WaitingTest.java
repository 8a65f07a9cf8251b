package io.github.backendexecutor.executor.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Waiting;
import io.github.backendexecutor.executor.job.Waiting.Reason;
import io.github.backendexecutor.executor.proof.simulation.WaitingScene.Held;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What [Waiting] says, against the scheduler itself: scenes of random limits, pauses, jobs and
/// outages, each played until nothing moves any more. Then every job that waits must be held by
/// what is said of it, and by nothing else that could be lifted first.
class WaitingTest {
  private static final long SCENES = Long.getLong("waiting.scenes", 80);

  @Test
  void what_is_said_to_hold_a_job_holds_it() {
    Map<Reason, Integer> seen = new EnumMap<>(Reason.class);
    for (long seed = 0; seed < SCENES; seed++) {
      for (Held held : played(seed).held()) {
        assertThat(held.why().sentence()).matches("[A-Z].+\\.");
        assertThat(held.why().reason()).as(said(seed, held)).isNotEqualTo(Reason.STARTING);
        seen.merge(held.why().reason(), 1, Integer::sum);
      }
    }
    assertThat(seen.keySet())
        .as("what the scenes must come across")
        .containsAll(
            EnumSet.complementOf(
                EnumSet.of(Reason.PREDECESSOR, Reason.CANCELLED, Reason.STARTING)));
  }

  @Test
  void nothing_but_the_named_cause_can_be_lifted_first() {
    for (long seed = 0; seed < SCENES; seed++) {
      WaitingScene scene = played(seed);
      Held held = scene.anyHeld();
      if (held == null || scene.instances() > 1 || scene.hasTwoFates(held)) {
        continue; // where two instances are full for two reasons either of them may go first
      }
      Set<Reason> others = EnumSet.copyOf(WaitingScene.LIFTED_AT_ONCE);
      others.remove(held.why().reason());
      others.forEach(scene::lift);
      scene.settle();
      assertThat(scene.why(held).map(Waiting::reason))
          .as(said(seed, held))
          .contains(held.why().reason());
      scene.lift(held.why().reason());
      scene.settle();
      assertThat(scene.why(held)).as(said(seed, held)).isEmpty();
    }
  }

  @Test
  void a_job_starts_when_the_named_cause_is_lifted_or_waits_for_another_one() {
    for (long seed = 0; seed < SCENES; seed++) {
      WaitingScene scene = played(seed);
      Held held = scene.anyHeld();
      Set<Reason> lifted = EnumSet.noneOf(Reason.class);
      Optional<Waiting> why = held == null ? Optional.empty() : scene.why(held);
      while (held != null && why.isPresent()) {
        Reason reason = why.get().reason();
        assertThat(lifted.add(reason)).as("%s again: %s", reason, said(seed, held)).isTrue();
        scene.lift(reason);
        scene.settle();
        why = scene.why(held);
      }
    }
  }

  private static WaitingScene played(long seed) {
    WaitingScene scene = new WaitingScene(seed);
    scene.play();
    assertThat(scene.problems()).as("seed %d", seed).isEqualTo(List.of());
    return scene;
  }

  private static String said(long seed, Held held) {
    return "seed " + seed + ": " + held;
  }
}

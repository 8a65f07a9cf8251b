package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a witness shows of the instances of a group. Each test starts without any.
public abstract class MembershipContract {
  protected static final InstanceId ME = new InstanceId("host:1/me ö");
  protected static final InstanceId OTHER = new InstanceId("other");

  /// A seat for this instance; closed by [#kill], [Membership#leave] or after the test.
  protected abstract Membership join(InstanceId instance);

  /// Ends what shows that the process of this instance is there, as its death would.
  protected abstract void kill(Membership seat);

  protected static Sign sign(Membership asked, InstanceId instance) {
    return asked.beat().getOrDefault(instance, new Sign(-1, false, false));
  }

  @Test
  void the_first_beat_joins_and_every_beat_counts_on() {
    Membership mine = join(ME);

    Sign first = sign(mine, ME);

    assertThat(first.attached()).isTrue();
    assertThat(first.gone()).isFalse();
    assertThat(sign(mine, ME)).isEqualTo(new Sign(first.beat() + 1, true, false));
    assertThat(sign(mine, ME)).isEqualTo(new Sign(first.beat() + 2, true, false));
  }

  @Test
  void all_see_the_signs_of_all() {
    Membership mine = join(ME);
    Membership theirs = join(OTHER);
    long beat = sign(mine, ME).beat();
    assertThat(mine.beat()).doesNotContainKey(OTHER);

    Sign other = sign(theirs, OTHER);

    assertThat(sign(theirs, ME)).isEqualTo(new Sign(beat + 1, true, false));
    assertThat(sign(mine, OTHER)).isEqualTo(new Sign(other.beat() + 1, true, false));
  }

  @Test
  void who_only_pauses_stays_attached_at_its_last_beat() {
    Membership mine = join(ME);
    Sign last = sign(join(OTHER), OTHER);

    IntStream.range(0, 5).forEach(_ -> assertThat(sign(mine, OTHER)).isEqualTo(last));
  }

  @Test
  void who_is_killed_is_attached_no_longer_and_not_gone() {
    Membership mine = join(ME);
    Membership theirs = join(OTHER);
    Sign last = sign(theirs, OTHER);

    kill(theirs);

    // a server may need a moment to notice
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sign(mine, OTHER), new Sign(last.beat(), false, false)::equals);
  }

  @Test
  void who_leaves_is_gone_or_unknown_at_once_and_beats_no_more() {
    Membership mine = join(ME);
    Membership theirs = join(OTHER);
    Sign last = sign(theirs, OTHER);

    theirs.leave();
    theirs.leave();

    await().atMost(Duration.ofSeconds(20)).until(() -> !sign(mine, OTHER).attached());
    assertThat(sign(mine, OTHER))
        .isIn(new Sign(last.beat(), false, true), new Sign(-1, false, false));
    assertThatIllegalStateException().isThrownBy(theirs::beat);
  }

  @Test
  void who_never_joined_leaves_without_a_trace() {
    join(OTHER).leave();

    assertThat(join(ME).beat()).containsOnlyKeys(ME);
  }
}

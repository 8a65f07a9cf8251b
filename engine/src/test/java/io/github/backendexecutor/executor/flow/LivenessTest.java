package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an observer concludes from what it sees, second by second.
class LivenessTest {
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId OTHER = new InstanceId("other");
  private static final int SILENCE = 30;

  private final Liveness liveness =
      new Liveness(ME, Duration.ofSeconds(2), Duration.ofSeconds(SILENCE));
  private final Witness database = new Witness();
  private final Witness redis = new Witness();
  private long second;

  @Test
  void one_that_beats_lives() {
    assertThat(deadAfter(300)).isNull();
  }

  @Test
  void a_killed_one_is_dead_six_seconds_after_its_last_beat() {
    settle();
    kill();
    assertThat(deadAfter(60)).isEqualTo(6);
  }

  @Test
  void a_paused_one_keeps_its_connections_and_is_waited_for() {
    settle();
    pause();
    assertThat(deadAfter(20)).isNull();
    database.beating = true;
    redis.beating = true;
    assertThat(deadAfter(300)).isNull();
  }

  @Test
  void one_that_is_silent_at_both_witnesses_is_dead_after_the_silence() {
    settle();
    pause();
    assertThat(deadAfter(60)).isEqualTo(SILENCE);
  }

  @Test
  void one_connection_that_is_open_is_enough_to_be_waited_for() {
    settle();
    kill();
    redis.attached = true;
    assertThat(deadAfter(60)).isEqualTo(SILENCE);
  }

  @Test
  void one_that_reaches_redis_only_is_waited_for_five_times_as_long() {
    settle();
    database.beating = false;
    database.attached = false;
    assertThat(deadAfter(400)).isEqualTo(5 * SILENCE);
  }

  @Test
  void one_that_reaches_the_database_only_lives() {
    settle();
    redis.beating = false;
    redis.attached = false;
    assertThat(deadAfter(400)).isNull();
  }

  @Test
  void without_redis_a_silent_one_is_waited_for_five_times_as_long() {
    settle();
    kill();
    redis.away = true;
    assertThat(deadAfter(400)).isEqualTo(5 * SILENCE);
  }

  @Test
  void nobody_is_judged_by_an_observer_that_did_not_look() {
    settle();
    kill();
    second += 100;
    look();
    assertThat(look()).isEmpty();
    assertThat(deadAfter(60)).isEqualTo(10);
  }

  @Test
  void while_the_database_is_away_no_time_passes() {
    settle();
    kill();
    second += 4;
    look();
    liveness.blind();
    second += 4;
    assertThat(look()).isEmpty();
    assertThat(deadAfter(60)).isEqualTo(10);
  }

  @Test
  void after_redis_was_away_everyone_has_time_to_connect_again() {
    settle();
    redis.away = true;
    redis.attached = false;
    look();
    redis.away = false;
    redis.beating = false;
    database.beating = false;
    database.attached = false;
    assertThat(deadAfter(60)).isEqualTo(10);
  }

  @Test
  void one_that_left_or_was_declared_dead_by_another_is_gone_at_once() {
    settle();
    database.gone = true;
    assertThat(look()).containsExactly(new Gone(OTHER, database.beat));
    database.gone = false;
    assertThat(look()).isEmpty();
  }

  @Test
  void a_flushed_redis_is_no_death() {
    settle();
    redis.flush();
    assertThat(deadAfter(100)).isNull();
  }

  @Test
  void it_suspects_one_without_connections_and_nobody_else() {
    settle();
    look();
    assertThat(liveness.suspects()).isFalse();
    kill();
    look();
    assertThat(liveness.suspects()).isTrue();
  }

  /// Long enough to trust what it sees.
  private void settle() {
    assertThat(deadAfter(20)).isNull();
  }

  private void kill() {
    pause();
    database.attached = false;
    redis.attached = false;
  }

  private void pause() {
    database.beating = false;
    redis.beating = false;
  }

  /// The seconds until the other one is dead; null when it is not within this many.
  private @Nullable Integer deadAfter(int most) {
    for (int waited = 1; waited <= most; waited++) {
      second++;
      if (!look().isEmpty()) {
        return waited;
      }
    }
    return null;
  }

  private List<Gone> look() {
    Map<InstanceId, Sign> inDatabase = database.look();
    Map<InstanceId, Sign> inRedis = redis.look();
    return liveness
        .judge(inDatabase, redis.away ? null : inRedis, Duration.ofSeconds(second).toNanos())
        .stream()
        .map(Liveness.Death::gone)
        .toList();
  }

  private static final class Witness {
    private long beat = 5;
    private boolean beating = true;
    private boolean attached = true;
    private boolean gone;
    private boolean away;

    Map<InstanceId, Sign> look() {
      beat += beating ? 1 : 0;
      Map<InstanceId, Sign> signs = new HashMap<>();
      signs.put(ME, new Sign(1, true, false)); // as if ours stood still: it is never judged
      signs.put(OTHER, new Sign(beat, attached, gone));
      return signs;
    }

    void flush() {
      beat = 0;
    }
  }
}

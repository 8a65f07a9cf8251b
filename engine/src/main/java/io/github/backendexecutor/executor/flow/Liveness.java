package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges which instances are dead, from what the two witnesses show of them and by the observer's
/// own clock, which never jumps. Nothing else counts: no wall clock, no idle time, no expiry.
///
/// - *Killed*: no connection to either witness is open any more, and no beat came for three beats.
///   A paused process keeps its connections, so a pause is never taken for a crash.
/// - *Silent* (the host is gone, the cable cut): no beat at either witness for the silence, or none
///   in the database for five times as long.
///
/// What the observer did not watch does not count: after a time in which it saw a witness badly or
/// not at all, it waits anew. Without the database nobody is judged.
final class Liveness {
  private static final int MISSED_BEATS = 3;

  /// After a witness was away everybody has to connect to it again.
  private static final int BEATS_TO_RECONNECT = 5;

  private static final int WITHOUT_REDIS = 5;

  private final InstanceId self;
  private final long beat;
  private final long silence;
  private final Map<InstanceId, Watch> watches = new HashMap<>();
  private boolean watching;
  private long lastLook;
  private long lastBlind;

  /// @param beat how often instances beat
  /// @param silence how long the silence of an instance may last
  Liveness(InstanceId self, Duration beat, Duration silence) {
    this.self = self;
    this.beat = beat.toNanos();
    this.silence = silence.toNanos();
  }

  /// Another instance that is gone, and why.
  record Death(Gone gone, String why) {}

  /// Judges everyone after a beat.
  ///
  /// @param redis null: Redis did not answer lately
  /// @param now by the observer's [io.github.backendexecutor.executor.spi.Clock#nanos]
  /// @return all that are gone, also those that left or that another observer declared dead
  List<Death> judge(
      Map<InstanceId, Sign> database, @Nullable Map<InstanceId, Sign> redis, long now) {
    if (!watching || now - lastLook > MISSED_BEATS * beat) {
      watches.clear();
      watching = true;
      lastBlind = now;
    }
    lastLook = now;
    if (redis == null) {
      lastBlind = now;
    }
    watches.keySet().retainAll(database.keySet());
    List<Death> deaths = new ArrayList<>();
    database.forEach((instance, sign) -> {
      String why = instance.equals(self) ? null : judge(instance, sign, redis, now);
      if (why != null) {
        deaths.add(new Death(new Gone(instance, sign.beat()), why));
      }
    });
    return deaths;
  }

  /// The database could not be asked: whatever happens meanwhile is unseen.
  void blind() {
    watching = false;
  }

  /// Whether an instance has lost all its connections and is about to be taken for dead: it is
  /// worth looking more often.
  boolean suspects() {
    return watches.values().stream().anyMatch(watch -> watch.detached);
  }

  private @Nullable String judge(
      InstanceId instance, Sign sign, @Nullable Map<InstanceId, Sign> redis, long now) {
    if (sign.gone()) {
      watches.remove(instance);
      return "it has left";
    }
    Sign other = redis == null ? null : redis.getOrDefault(instance, NOTHING);
    Watch watch = watches.computeIfAbsent(instance, _ -> new Watch(now));
    watch.see(sign, other, now);
    long inDatabase = now - watch.databaseSince;
    long inBoth = Math.min(inDatabase, now - watch.redisSince);
    boolean sure = now - lastBlind >= BEATS_TO_RECONNECT * beat;
    if (watch.detached && sure && inBoth >= MISSED_BEATS * beat) {
      return "its process was killed";
    }
    if (inBoth >= silence || inDatabase >= WITHOUT_REDIS * silence) {
      return "it has been silent for " + Duration.ofNanos(inDatabase).toSeconds() + " s";
    }
    return null;
  }

  private static final Sign NOTHING = new Sign(-1, false, false);

  /// What was seen of one instance.
  private static final class Watch {
    private long databaseBeat = -1;
    private long databaseSince;
    private long redisBeat = -1;
    private long redisSince;
    private boolean detached;

    Watch(long now) {
      databaseSince = now;
      redisSince = now;
    }

    void see(Sign database, @Nullable Sign redis, long now) {
      if (database.beat() != databaseBeat) {
        databaseBeat = database.beat();
        databaseSince = now;
      }
      if (redis == null || redis.beat() != redisBeat) {
        redisBeat = redis == null ? redisBeat : redis.beat();
        redisSince = now;
      }
      detached = !database.attached() && redis != null && !redis.attached();
    }
  }
}

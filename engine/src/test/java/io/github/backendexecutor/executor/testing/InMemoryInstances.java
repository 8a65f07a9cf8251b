package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What one witness, the database or Redis, knows of all instances. Each has its
/// [InMemoryMembership] on it.
public final class InMemoryInstances {
  private final boolean database;
  private final Map<InstanceId, Sign> signs = new HashMap<>();
  private volatile Supplier<Collection<InstanceId>> owners = List::of;
  private boolean down;

  private InMemoryInstances(boolean database) {
    this.database = database;
  }

  /// The witness that remembers who has left, and whose outages are [StoreUnavailable].
  public static InMemoryInstances ofDatabase() {
    return new InMemoryInstances(true);
  }

  /// The witness that forgets who has left, and whose outages are [StreamUnavailable].
  public static InMemoryInstances ofRedis() {
    return new InMemoryInstances(false);
  }

  /// From now on every beat fails and changes nothing, until [#comeBack].
  public synchronized void goDown() {
    down = true;
  }

  public synchronized void comeBack() {
    down = false;
  }

  /// Forgets all, as Redis does when it is flushed.
  public synchronized void forget() {
    signs.clear();
  }

  /// The sign of one instance, without a beat.
  public synchronized Sign sign(InstanceId instance) {
    return signs.getOrDefault(instance, new Sign(-1, false, false));
  }

  /// Says who owns running jobs: owners that never beat are seen all the same, at beat 0.
  void setOwners(Supplier<Collection<InstanceId>> running) {
    owners = running;
  }

  Map<InstanceId, Sign> beat(InstanceId instance) {
    // asked before anything is locked here: the rows lock themselves first, and then this
    return beat(instance, owners.get());
  }

  private synchronized Map<InstanceId, Sign> beat(
      InstanceId instance, Collection<InstanceId> running) {
    if (down) {
      throw outage("it is down");
    }
    boolean wasGone = sign(instance).gone();
    long beat = Math.max(0, sign(instance).beat());
    signs.put(instance, new Sign(beat + 1, true, false));
    running.forEach(owner -> signs.putIfAbsent(owner, new Sign(0, false, false)));
    Map<InstanceId, Sign> seen = new HashMap<>(signs);
    seen.put(instance, new Sign(beat + 1, true, wasGone));
    return seen;
  }

  synchronized void leave(InstanceId instance) {
    if (down) {
      detach(instance);
    } else if (database) {
      signs.computeIfPresent(instance, (_, last) -> new Sign(last.beat(), false, true));
    } else {
      signs.remove(instance);
    }
  }

  synchronized void detach(InstanceId instance) {
    signs.computeIfPresent(instance, (_, last) -> new Sign(last.beat(), false, last.gone()));
  }

  /// Marks an instance as gone; false when it has beaten since, or is unknown.
  synchronized boolean markGone(Gone gone) {
    Sign last = sign(gone.instance());
    if (last.beat() != gone.beat() || last.beat() < 0) {
      return false;
    }
    signs.put(gone.instance(), new Sign(last.beat(), last.attached(), true));
    return true;
  }

  RuntimeException outage(String why) {
    IOException cause = new IOException(why);
    return database ? new StoreUnavailable(why, cause) : new StreamUnavailable(why, cause);
  }
}

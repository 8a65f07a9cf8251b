package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A process and all that it started, for finding and killing them: what descends from it, and what
/// left its parents but kept the run's cookie. Out of reach is only a process that did both: left
/// its parents and dropped its environment.
final class ProcessTree {
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration FORCED = Duration.ofMillis(500);
  private static final int ROUNDS = 10;

  private final String cookie;
  private final CookieScan scan;
  private final Clock clock;

  /// Every process seen so far: once a parent is gone, its children can no longer be found by it.
  private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

  ProcessTree(ProcessHandle root, String cookie, CookieScan scan, Clock clock) {
    known.add(root);
    this.cookie = cookie;
    this.scan = scan;
    this.clock = clock;
  }

  /// Whether anything of it lives. Quick when the process itself has ended.
  boolean isGone() {
    return !knownLives() && scan.find(cookie).isEmpty();
  }

  /// Sends the polite signal, and after `grace` the forced one until nothing is left. Blocks, and
  /// is not interrupted. The same again from another thread does no harm.
  ///
  /// @return the processes that the system did not let go of in time; usually none
  Set<ProcessHandle> stop(Duration grace) {
    living().forEach(ProcessHandle::destroy);
    awaitEnd(grace);
    Set<ProcessHandle> living = living();
    for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
      living.forEach(ProcessHandle::destroyForcibly);
      awaitEnd(FORCED);
      living = living();
    }
    return living;
  }

  /// Sends the forced signal once to all that is there now.
  void kill() {
    living().forEach(ProcessHandle::destroyForcibly);
  }

  private Set<ProcessHandle> living() {
    known.addAll(scan.find(cookie));
    for (ProcessHandle process : List.copyOf(known)) {
      if (lives(process)) {
        process.descendants().forEach(known::add);
      }
    }
    known.removeIf(process -> !lives(process));
    return Set.copyOf(known);
  }

  private boolean knownLives() {
    return known.stream().anyMatch(ProcessTree::lives);
  }

  private void awaitEnd(Duration atMost) {
    long start = clock.nanos();
    while (knownLives() && clock.nanos() - start < atMost.toNanos()) {
      try {
        clock.sleep(POLL);
      } catch (InterruptedException e) {
        throw new IllegalStateException("a thread of commands is never interrupted", e);
      }
    }
  }

  /// A zombie is dead: where no init collects orphans it would stay for ever.
  private static boolean lives(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException _) {
      return false;
    }
  }
}

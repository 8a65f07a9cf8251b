package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Streams of one group in memory. [#as] gives another consumer of the same group. Waits follow the
/// system's time: they are short in tests and end at once when an entry is added.
public final class InMemoryJobStream implements JobStream {
  private static final int ADOPTED_AT_ONCE = 500;

  private final InstanceId consumer;
  private final Group group;

  public InMemoryJobStream(InstanceId consumer) {
    this(consumer, new Group());
  }

  private InMemoryJobStream(InstanceId consumer, Group group) {
    this.consumer = consumer;
    this.group = group;
  }

  /// The same streams, read as another consumer.
  public InMemoryJobStream as(InstanceId other) {
    return new InMemoryJobStream(other, group);
  }

  /// What a producer does.
  public Entry add(Job job) {
    Delivery delivery = Jobs.delivery(job);
    add(delivery);
    return delivery.entry();
  }

  public void add(Delivery delivery) {
    synchronized (group) {
      group.entries.put(delivery.entry(), new Held(delivery, null, false, false));
      group.notifyAll();
    }
  }

  /// Somebody deletes the entry, read or not. When it is pending it stays so.
  public void delete(Entry entry) {
    synchronized (group) {
      group.entries.computeIfPresent(
          entry,
          (_, held) ->
              held.consumer() == null
                  ? null
                  : new Held(held.delivery(), held.consumer(), true, true));
    }
  }

  /// Somebody removes a consumer: what is pending for it is pending for nobody, and not new either.
  public void removeConsumer(InstanceId removed) {
    synchronized (group) {
      group.entries.values().removeIf(held -> held.gone() && removed.equals(held.consumer()));
      group.entries.replaceAll(
          (_, held) -> removed.equals(held.consumer()) ? held.passedBy(null) : held);
    }
  }

  /// Everything is gone, the group too.
  public void flush() {
    synchronized (group) {
      group.entries.clear();
      destroyGroup();
    }
  }

  /// The group is gone, and with it what it knew; the entries stay.
  public void destroyGroup() {
    synchronized (group) {
      group.lost = true;
      group.made.clear();
      loseItsPlace();
    }
  }

  /// From now on every call fails, as without a server, until [#comeBack].
  public void goDown() {
    synchronized (group) {
      group.down = true;
      group.notifyAll();
    }
  }

  public void comeBack() {
    synchronized (group) {
      group.down = false;
    }
  }

  /// The group loses its place, as after a failover: what was read and not settled is new again.
  public void loseItsPlace() {
    synchronized (group) {
      group.entries.values().removeIf(Held::gone);
      group.entries.replaceAll((_, held) -> new Held(held.delivery(), null, false, false));
      group.notifyAll();
    }
  }

  /// The next read that finds entries makes them pending and then fails.
  public void loseNextRead() {
    synchronized (group) {
      group.loseRead = true;
    }
  }

  /// The entries that this consumer has read and nobody has settled, oldest first.
  public List<Delivery> pending() {
    synchronized (group) {
      return heldBy(consumer).stream().map(Held::delivery).toList();
    }
  }

  /// How many entries are in the streams, read or not.
  public int length() {
    synchronized (group) {
      return group.entries.size();
    }
  }

  @Override
  public List<Delivery> read(Role role, int max, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    synchronized (group) {
      List<Delivery> read = List.of();
      try {
        while (!group.make(role)) {
          read = take(role, max);
          long left = left(end);
          if (!read.isEmpty() || left <= 0) {
            break;
          }
          group.wait(left);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return read;
    }
  }

  /// Milliseconds until then, rounded up.
  private static long left(long end) {
    return Math.ceilDiv(end - System.nanoTime(), 1_000_000L);
  }

  private List<Delivery> take(Role role, int max) {
    List<Delivery> taken = takeNow(role, max);
    if (!taken.isEmpty() && group.loseRead) {
      group.loseRead = false;
      throw new StreamUnavailable("the answer was lost", new IOException("lost"));
    }
    return taken;
  }

  private List<Delivery> takeNow(Role role, int max) {
    List<Delivery> taken = new ArrayList<>();
    Iterator<Map.Entry<Entry, Held>> entries = group.entries.entrySet().iterator();
    while (taken.size() < max && entries.hasNext()) {
      Map.Entry<Entry, Held> next = entries.next();
      Delivery delivery = next.getValue().delivery();
      if (!next.getValue().passed() && delivery.role().equals(role)) {
        next.setValue(next.getValue().passedBy(consumer));
        taken.add(delivery);
      }
    }
    return taken;
  }

  @Override
  public List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known) {
    synchronized (group) {
      group.make(role);
      if (after == null) {
        takeStrays(role);
      }
      List<Held> mine =
          heldBy(consumer).stream()
              .filter(held -> held.delivery().role().equals(role))
              .filter(held -> after == null || isLater(held.delivery().entry(), after))
              .toList();
      if (after == null && areKnown(mine, known)) {
        return List.of();
      }
      List<Held> unknown =
          mine.stream().filter(held -> !known.holds(held.delivery().entry())).toList();
      unknown.stream()
          .filter(Held::gone)
          .forEach(held -> group.entries.remove(held.delivery().entry()));
      return unknown.stream().filter(held -> !held.gone()).map(Held::delivery).limit(max).toList();
    }
  }

  /// No more than their numbers are compared.
  private static boolean areKnown(List<Held> mine, Known known) {
    return mine.isEmpty() || mine.size() == known.in(mine.getFirst().delivery().entry().stream());
  }

  private void takeStrays(Role role) {
    group.entries.replaceAll((_, held) ->
        held.passed() && held.consumer() == null && held.delivery().role().equals(role)
            ? held.passedBy(consumer)
            : held);
  }

  private static boolean isLater(Entry entry, Entry other) {
    return Arrays.compare(place(entry), place(other)) > 0;
  }

  private static long[] place(Entry entry) {
    return Stream.of(entry.id().split("-", 2)).mapToLong(Long::parseLong).toArray();
  }

  private List<Held> heldBy(InstanceId owner) {
    return group.entries.values().stream().filter(held -> owner.equals(held.consumer())).toList();
  }

  @Override
  public void settle(Entry entry, String settleKey) {
    synchronized (group) {
      group.check();
      Held held = group.entries.get(entry);
      boolean same =
          held != null
              && (settleKey.isEmpty() || settleKey.equals(held.delivery().jobId().value()));
      if (same) {
        group.entries.remove(entry);
      }
    }
  }

  @Override
  public boolean adopt(InstanceId gone) {
    synchronized (group) {
      group.check();
      List<Held> theirs = heldBy(gone);
      theirs.stream()
          .limit(ADOPTED_AT_ONCE)
          .forEach(held -> {
            Entry entry = held.delivery().entry();
            group.entries.computeIfPresent(
                entry, (_, _) -> held.gone() ? null : held.passedBy(consumer));
          });
      return theirs.size() <= ADOPTED_AT_ONCE;
    }
  }

  @Override
  public void leave() {
    synchronized (group) {
      group.check();
    }
  }

  /// @param consumer for whom it is pending
  /// @param passed whether the group has delivered it
  /// @param gone whether only its id is left
  private record Held(
      Delivery delivery, @Nullable InstanceId consumer, boolean passed, boolean gone) {
    Held passedBy(@Nullable InstanceId by) {
      return new Held(delivery, by, true, gone);
    }
  }

  private static final class Group {
    private final Map<Entry, Held> entries = new LinkedHashMap<>();
    private final Set<Role> made = new HashSet<>();
    private boolean lost;
    private boolean down;
    private boolean loseRead;

    /// Whether the group of this role was missing and is there again now.
    boolean make(Role role) {
      check();
      return lost && made.add(role);
    }

    void check() {
      if (down) {
        throw new StreamUnavailable("the stream is down", new IOException("down"));
      }
    }
  }
}

package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Streams of one group in memory. [#as] gives another consumer of the same group. Waits follow the
/// system's time: they are short in tests and end at once when an entry is added.
public final class InMemoryJobStream implements JobStream {
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
      group.entries.put(delivery.entry(), new Held(delivery, null));
      group.notifyAll();
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
      group.entries.replaceAll((_, held) -> new Held(held.delivery(), null));
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
      return group.entries.values().stream()
          .filter(held -> consumer.equals(held.consumer()))
          .map(Held::delivery)
          .toList();
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
      List<Delivery> read = take(role, max);
      try {
        for (long left = left(end); read.isEmpty() && left > 0; left = left(end)) {
          group.wait(left);
          read = take(role, max);
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
    group.check();
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
      if (next.getValue().consumer() == null && delivery.role().equals(role)) {
        next.setValue(new Held(delivery, consumer));
        taken.add(delivery);
      }
    }
    return taken;
  }

  @Override
  public List<Delivery> pending(Role role, @Nullable Entry after, int max) {
    synchronized (group) {
      group.check();
      List<Delivery> mine =
          pending().stream().filter(delivery -> delivery.role().equals(role)).toList();
      int from = 0;
      for (int i = 0; i < mine.size(); i++) {
        from = mine.get(i).entry().equals(after) ? i + 1 : from;
      }
      return mine.subList(from, Math.min(mine.size(), from + max));
    }
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
    return true;
  }

  @Override
  public void leave() {
    synchronized (group) {
      group.check();
    }
  }

  private record Held(Delivery delivery, @Nullable InstanceId consumer) {}

  private static final class Group {
    private final Map<Entry, Held> entries = new LinkedHashMap<>();
    private boolean down;
    private boolean loseRead;

    void check() {
      if (down) {
        throw new StreamUnavailable("the stream is down", new IOException("down"));
      }
    }
  }
}

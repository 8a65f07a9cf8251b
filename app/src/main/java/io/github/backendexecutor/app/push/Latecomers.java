package io.github.backendexecutor.app.push;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Events for connections that nobody holds. A client knows its id a little before its server
/// listens for it, so a quick job can be done too early: its events wait here, in order, for a
/// connection that comes late. Changed by one thread only.
final class Latecomers {
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /// Connections that did not come are remembered, so that not each of their events is waited with.
  private static final int REMEMBERED = 10_000;

  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final Map<String, Boolean> gone =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  private long bytes;

  /// What waits for one connection.
  static final class Waiting {
    private final long since;
    private final Deque<Parcel> parcels = new ArrayDeque<>();

    private Waiting(long since) {
      this.since = since;
    }

    Parcel first() {
      return parcels.getFirst();
    }

    List<Parcel> all() {
      return List.copyOf(parcels);
    }

    boolean isOver(long now) {
      return now - since >= PATIENCE.toNanos();
    }
  }

  /// Whether something waits for this connection; any thread may ask.
  boolean isAwaited(String connectionId) {
    return waiting.containsKey(connectionId);
  }

  boolean isGone(String connectionId) {
    return gone.containsKey(connectionId);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// False when too much waits already.
  boolean add(String connectionId, Parcel parcel, long now) {
    long weight = parcel.event().weight();
    if (bytes + weight > MOST_BYTES) {
      return false;
    }
    bytes += weight;
    waiting.computeIfAbsent(connectionId, _ -> new Waiting(now)).parcels.add(parcel);
    return true;
  }

  /// A copy.
  Collection<String> awaited() {
    return new ArrayList<>(waiting.keySet());
  }

  @Nullable Waiting of(String connectionId) {
    return waiting.get(connectionId);
  }

  /// It came: what waited is on its way.
  void came(String connectionId) {
    remove(connectionId);
  }

  /// It did not come.
  void gaveUp(String connectionId) {
    remove(connectionId);
    gone.put(connectionId, true);
  }

  private void remove(String connectionId) {
    Waiting over = waiting.remove(connectionId);
    if (over != null) {
      bytes -= over.parcels.stream().mapToLong(parcel -> parcel.event().weight()).sum();
    }
  }
}

package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Clock.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Alarms for the deadlines of runs. Nearly all runs end long before, so one costs no more than a
/// place in a line: runs under the same limit reach their deadlines in the order in which they
/// began, and only the line has an alarm of the clock. It rings when the first was due that was in
/// the line when it was set, and is set anew for whoever is first then.
final class Deadlines {
  /// Limits that messages ask for may be all different; those that find no line of their own get
  /// plain alarms.
  private static final int MOST_LINES = 100;

  private final Clock clock;
  private final Map<Duration, Line> lines = new ConcurrentHashMap<>();

  Deadlines(Clock clock) {
    this.clock = clock;
  }

  /// Runs `action` after this long, unless it is taken back. As [Clock#alarm].
  Alarm set(Duration limit, Runnable action) {
    Line line = lines.get(limit);
    if (line == null && lines.size() < MOST_LINES) {
      line = lines.computeIfAbsent(limit, _ -> new Line(limit));
    }
    return line == null ? clock.alarm(limit, action) : line.add(action);
  }

  private final class Line {
    private final Duration limit;
    private @Nullable Place first;
    private @Nullable Place last;
    private @Nullable Alarm alarm;

    Line(Duration limit) {
      this.limit = limit;
    }

    synchronized Alarm add(Runnable action) {
      Place place = new Place(this, clock.nanos() + limit.toNanos(), action, last);
      if (last == null) {
        first = place;
      } else {
        last.next = place;
      }
      last = place;
      if (alarm == null) {
        setAlarm(limit);
      }
      return place;
    }

    synchronized void remove(Place place) {
      if (!place.inLine) {
        return;
      }
      place.inLine = false;
      Place before = place.before;
      Place next = place.next;
      if (before == null) {
        first = next;
      } else {
        before.next = next;
      }
      if (next == null) {
        last = before;
      } else {
        next.before = before;
      }
      if (first == null && alarm != null) {
        alarm.cancel();
        alarm = null;
      }
    }

    private void setAlarm(Duration after) {
      alarm = clock.alarm(after, () -> takeDue().forEach(place -> place.action.run()));
    }

    private synchronized List<Place> takeDue() {
      alarm = null;
      List<Place> due = new ArrayList<>();
      long now = clock.nanos();
      for (Place place = first; place != null && place.at - now <= 0; place = first) {
        remove(place);
        due.add(place);
      }
      if (first != null) {
        setAlarm(Duration.ofNanos(first.at - now));
      }
      return due;
    }
  }

  private static final class Place implements Alarm {
    private final Line line;
    private final long at;
    private final Runnable action;
    private @Nullable Place before;
    private @Nullable Place next;
    private boolean inLine = true;

    Place(Line line, long at, Runnable action, @Nullable Place before) {
      this.line = line;
      this.at = at;
      this.action = action;
      this.before = before;
    }

    @Override
    public void cancel() {
      line.remove(this);
    }
  }
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.signalr.hub.HubConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// All events for one connection go through here, whichever way they come, so that it hears each
/// once, and those that are counted together in the order of their numbers. Instances commit and
/// tell at the same time, so an event may overtake the one before it, and one may be lost on its
/// way: then what lies between is looked up first, and what comes meanwhile waits.
final class Mailbox {
  /// How many events are remembered as heard, and how many jobs that name this connection.
  private static final int MEMORY = 1_000;

  private final HubConnection connection;
  private final Limits limits;
  private final Set<String> heard =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MEMORY;
            }
          });

  /// How far the connection has heard each feed: those it asked for, and those of jobs that name
  /// it.
  private final Map<Feed, Progress> followed = new HashMap<>();

  /// What came while something is looked up.
  private final List<Letter> held = new ArrayList<>();

  private long heldBytes;
  private int lookUps;
  private int sent;

  /// @param mostHeldBytes how much may wait for a look-up
  /// @param lookUp is told to look up what is missing, on a thread of its own, and to [#release]
  record Limits(int mostHeldBytes, Consumer<Missing> lookUp) {}

  /// Events after one number and before another that have not come.
  record Missing(Mailbox box, Feed feed, long after, long before) {}

  /// @param asked whether the connection asked for it; else a job names the connection
  private record Progress(long number, boolean asked) {}

  Mailbox(HubConnection connection, Limits limits) {
    this.connection = connection;
    this.limits = limits;
  }

  HubConnection connection() {
    return connection;
  }

  /// Puts in an event of a job that names this connection: from now on it follows that job.
  synchronized boolean putNamed(Letter letter) {
    if (letter.number().inJob() > 0 && followed.size() < MEMORY) {
      followed.putIfAbsent(new Feed.OfJob(letter.job()), new Progress(0, false));
    }
    return put(letter);
  }

  /// Puts an event in. False when the connection has ended; an event that it knows is in already.
  synchronized boolean put(Letter letter) {
    if (lookUps > 0) {
      keep(letter);
      return true;
    }
    if (isKnown(letter)) {
      return true;
    }
    for (Feed feed : letter.feeds()) {
      Progress progress = followed.get(feed);
      if (progress != null && letter.in(feed) > progress.number + 1) {
        hold();
        keep(letter);
        limits.lookUp.accept(new Missing(this, feed, progress.number, letter.in(feed)));
        return true;
      }
    }
    return send(letter);
  }

  private boolean isKnown(Letter letter) {
    return heard.contains(letter.eventId())
        || letter.feeds().stream()
            .anyMatch(feed -> {
              Progress progress = followed.get(feed);
              return progress != null && letter.in(feed) <= progress.number;
            });
  }

  private void keep(Letter letter) {
    held.add(letter);
    heldBytes += letter.weight();
    if (heldBytes > limits.mostHeldBytes) {
      connection.close("Too much happened meanwhile.", true); // it comes back and asks again
      held.clear();
      heldBytes = 0;
    }
  }

  /// From now on the connection follows this feed, whose events up to this number it knows.
  synchronized void follow(Feed feed, long number) {
    followed.put(feed, new Progress(number, true));
  }

  synchronized void unfollow(Feed feed) {
    followed.remove(feed);
  }

  /// All feeds that it follows, and how far it has heard them.
  synchronized List<Missing> everything() {
    return followed.entrySet().stream()
        .map(one -> new Missing(this, one.getKey(), one.getValue().number, 0))
        .toList();
  }

  /// From now on what comes waits for [#release].
  synchronized void hold() {
    lookUps++;
  }

  /// Sends what was looked up, but for what it has heard; answers how many those are.
  synchronized int sendMissed(List<Letter> missed) {
    int before = sent;
    missed.forEach(this::send);
    return sent - before;
  }

  /// Everything in the feed up to this number has been looked up: what is not sent by now is gone.
  synchronized void reached(Feed feed, long number) {
    followed.computeIfPresent(
        feed, (_, was) -> new Progress(Math.max(was.number, number), was.asked));
  }

  /// Goes on with what came meanwhile.
  synchronized void release() {
    lookUps--;
    if (lookUps == 0) {
      List<Letter> waiting = List.copyOf(held);
      held.clear();
      heldBytes = 0;
      waiting.forEach(this::put); // which may hold the rest once more
    }
  }

  private boolean send(Letter letter) {
    for (Feed feed : letter.feeds()) {
      reached(feed, letter.in(feed));
    }
    if (letter.last()) {
      followed.computeIfPresent(
          new Feed.OfJob(letter.job()), (_, progress) -> progress.asked ? progress : null);
    }
    if (!heard.add(letter.eventId())) {
      return true;
    }
    boolean taken = connection.send(letter.message());
    if (taken) {
      sent++;
    } else {
      heard.remove(letter.eventId());
    }
    return taken;
  }
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.signalr.hub.HubConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All events for one connection go through here, whichever way they come, so that it hears each
/// once, and those that are counted together in the order of their numbers. Events are told at the
/// same time by many threads and instances, so one may overtake the one before it, or be lost on
/// its way: it is kept until the other has come, or was looked up.
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

  /// What came too early, or while something is looked up.
  private final List<Letter> kept = new ArrayList<>();

  /// Feeds of which something is kept too early, and somebody was told to look it up.
  private final Set<Feed> awaited = new HashSet<>();

  private long keptBytes;
  private int holds;
  private int sent;

  /// @param mostKeptBytes how much may wait here
  /// @param lookUp is told that something is missing: after a moment it is to ask [#missing], and
  ///   never at once, since this is called by whoever tells
  record Limits(int mostKeptBytes, Consumer<Gap> lookUp) {}

  /// A feed of which something has not come.
  record Gap(Mailbox box, Feed feed) {}

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
    if (holds > 0) {
      keep(letter);
      return true;
    }
    boolean in = sendOrKeep(letter);
    sendWhatIsDue();
    return in;
  }

  private boolean sendOrKeep(Letter letter) {
    if (isKnown(letter)) {
      return true;
    }
    Feed behind = behind(letter);
    if (behind == null) {
      return send(letter);
    }
    keep(letter);
    if (awaited.add(behind)) {
      limits.lookUp.accept(new Gap(this, behind));
    }
    return true;
  }

  private boolean isKnown(Letter letter) {
    return heard.contains(letter.key())
        || letter.feeds().stream()
            .anyMatch(feed -> {
              Progress progress = followed.get(feed);
              return progress != null && letter.in(feed) <= progress.number;
            });
  }

  /// A feed in which others have to come before this one; null: it may be sent.
  private @Nullable Feed behind(Letter letter) {
    for (Feed feed : letter.feeds()) {
      Progress progress = followed.get(feed);
      if (progress != null && letter.in(feed) > progress.number + 1) {
        return feed;
      }
    }
    return null;
  }

  private void keep(Letter letter) {
    kept.add(letter);
    keptBytes += letter.weight();
    if (keptBytes > limits.mostKeptBytes) {
      connection.close("Too much happened meanwhile.", true); // it comes back and asks again
      kept.clear();
      keptBytes = 0;
    }
  }

  private void sendWhatIsDue() {
    boolean changed = !kept.isEmpty();
    while (changed) {
      List<Letter> due = kept.stream().filter(one -> isKnown(one) || behind(one) == null).toList();
      for (Letter letter : due) {
        kept.remove(letter);
        keptBytes -= letter.weight();
        if (!isKnown(letter)) {
          send(letter);
        }
      }
      changed = !due.isEmpty();
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

  /// What is still missing in this feed, and then what comes waits for [#release]; null when it has
  /// come.
  synchronized @Nullable Missing missing(Feed feed) {
    awaited.remove(feed);
    Progress progress = followed.get(feed);
    long first =
        kept.stream()
            .filter(one -> one.feeds().contains(feed))
            .mapToLong(one -> one.in(feed))
            .min()
            .orElse(0);
    if (progress == null || first <= progress.number + 1) {
      return null;
    }
    hold();
    return new Missing(this, feed, progress.number, first);
  }

  /// From now on what comes waits for [#release].
  synchronized void hold() {
    holds++;
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
    holds--;
    if (holds == 0) {
      List<Letter> waiting = List.copyOf(kept);
      kept.clear();
      keptBytes = 0;
      waiting.forEach(this::sendOrKeep);
      sendWhatIsDue();
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
    if (!heard.add(letter.key())) {
      return true;
    }
    boolean taken = connection.send(letter.message());
    if (taken) {
      sent++;
    } else {
      heard.remove(letter.key());
    }
    return taken;
  }
}

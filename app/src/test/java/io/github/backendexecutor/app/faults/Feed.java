package io.github.backendexecutor.app.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import redis.clients.jedis.exceptions.JedisException;

/// A producer that goes on sending while faults happen, and sends again what Redis did not take.
final class Feed {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Round round;
  private final int jobs;
  private final IntFunction<Behaviour> behaviour;
  private final Thread thread;
  private volatile boolean stopped;

  private Feed(Round round, int jobs, IntFunction<Behaviour> behaviour) {
    this.round = round;
    this.jobs = jobs;
    this.behaviour = behaviour;
    this.thread = Thread.ofPlatform().name("feed").daemon().unstarted(this::run);
  }

  /// Sends so many jobs five times a second.
  static Feed start(Round round, int jobs, IntFunction<Behaviour> behaviour) {
    Feed feed = new Feed(round, jobs, behaviour);
    feed.thread.start();
    return feed;
  }

  private void run() {
    while (!stopped) {
      var entries = round.producer().entries(jobs, behaviour);
      while (!took(entries)) {
        Time.pass(PAUSE);
      }
      Time.pass(PAUSE);
    }
  }

  /// Whether Redis took them is not known after an error, so the same come again.
  private boolean took(List<Map<String, String>> entries) {
    try {
      round.producer().add(Producer.AGENT, entries);
      round.producer().taken(entries);
      return true;
    } catch (JedisException _) {
      return false;
    }
  }

  void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

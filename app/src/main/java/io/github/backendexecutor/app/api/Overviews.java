package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.GroupAnswers.InstanceAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.InstanceRole;
import io.github.backendexecutor.app.api.GroupAnswers.Minute;
import io.github.backendexecutor.app.api.GroupAnswers.OutageAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.Overview;
import io.github.backendexecutor.app.api.Here.Doing;
import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.job.InstanceNote;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The first look: it comes also while a server is away, and says so.
public final class Overviews {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MINUTES = 60;

  private final Situation situation;
  private final RoleBoard board;
  private final DemoSocket demo;
  private final Memo<List<EndedCount>> lastHour;
  private final Memo<List<EndedCount>> lastDay;

  public Overviews(
      Situation situation, RoleBoard board, DemoSocket demo, JobCounts counts, Clock clock) {
    this.situation = situation;
    this.board = board;
    this.demo = demo;
    this.lastHour =
        new Memo<>(
            Duration.ofSeconds(2),
            clock,
            () -> counts.ended(firstMinute(), afterNow(), MINUTE, null),
            situation::isDatabaseAway);
    this.lastDay =
        new Memo<>(
            Duration.ofSeconds(10),
            clock,
            () -> counts.ended(situation.time().minus(Duration.ofDays(1)), afterNow(), HOUR, null),
            situation::isDatabaseAway);
  }

  private Instant firstMinute() {
    return situation.time().truncatedTo(ChronoUnit.MINUTES).minus(MINUTE.multipliedBy(MINUTES - 1));
  }

  private Instant afterNow() {
    return situation.time().plus(MINUTE);
  }

  Overview now() {
    List<OutageAnswer> outages = outages();
    return new Overview(
        situation.time(),
        situation.here().version(),
        demo.offered().isPresent(),
        situation.here().doing().map(Doing::ready).orElse(false),
        situation.isDatabaseAway(),
        outages,
        counts(),
        minutes(lastKnown(lastHour)),
        board.roles().items(),
        instances(),
        lastKnown(lastDay).stream()
            .filter(count -> count.state() == JobState.FAILED)
            .mapToLong(EndedCount::count)
            .sum());
  }

  private static List<EndedCount> lastKnown(Memo<List<EndedCount>> memo) {
    try {
      return memo.get();
    } catch (StoreUnavailable e) {
      return Objects.requireNonNullElse(memo.last(), List.of());
    }
  }

  private List<OutageAnswer> outages() {
    List<OutageAnswer> outages = new ArrayList<>();
    add(
        outages,
        "database",
        "The database",
        situation.databaseAwaySince(),
        "nothing starts, results wait");
    add(
        outages,
        "redis",
        "Redis",
        situation.redisAwaySince(),
        "nothing new is read, retries still run");
    return outages;
  }

  private void add(
      List<OutageAnswer> to, String server, String name, @Nullable Instant since, String effect) {
    if (since != null) {
      long seconds = Math.max(0, Duration.between(since, situation.time()).toSeconds());
      String sentence = "%s has been out of reach for %d s: %s.".formatted(name, seconds, effect);
      to.add(new OutageAnswer(server, since, sentence));
    }
  }

  private Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    board
        .standing()
        .forEach((role, states) -> {
          Map<String, Long> words = new TreeMap<>();
          states.forEach((state, count) -> words.put(state.word(), count));
          counts.put(role.name(), words);
        });
    return counts;
  }

  /// Every minute of the last hour, also those without an end.
  private List<Minute> minutes(List<EndedCount> ended) {
    Map<Instant, long[]> byMinute = new TreeMap<>();
    for (int i = 0; i < MINUTES; i++) {
      byMinute.put(firstMinute().plus(MINUTE.multipliedBy(i)), new long[3]);
    }
    for (EndedCount count : ended) {
      long[] minute = byMinute.get(count.at());
      if (minute != null) {
        minute[column(count.state())] += count.count();
      }
    }
    return byMinute.entrySet().stream()
        .map(e -> new Minute(e.getKey(), e.getValue()[0], e.getValue()[1], e.getValue()[2]))
        .toList();
  }

  static int column(JobState state) {
    return state == JobState.COMPLETED ? 0 : state == JobState.FAILED ? 1 : 2;
  }

  List<InstanceAnswer> instances() {
    return situation.instances().stream().map(this::answer).toList();
  }

  private InstanceAnswer answer(InstanceLine line) {
    InstanceNote note = line.note();
    Map<Role, Integer> max = new TreeMap<>(note == null ? Map.of() : note.roles());
    line.running().keySet().forEach(role -> max.putIfAbsent(role, 0));
    return new InstanceAnswer(
        line.id(),
        note == null ? null : note.host(),
        note == null ? null : note.version(),
        line.startedAt(),
        line.goneAt(),
        line.goneAt() == null,
        line.id().equals(situation.here().id()),
        note == null ? null : note.hub(),
        max.entrySet().stream()
            .map(e ->
                new InstanceRole(
                    e.getKey(), e.getValue(), line.running().getOrDefault(e.getKey(), 0)))
            .toList(),
        line.running().values().stream().mapToInt(Integer::intValue).sum(),
        line.beat());
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.GroupAnswers.RoleAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.Roles;
import io.github.backendexecutor.app.api.GroupAnswers.Total;
import io.github.backendexecutor.app.api.GroupAnswers.WaitingCounts;
import io.github.backendexecutor.app.api.Here.Doing;
import io.github.backendexecutor.app.api.Here.RoleFacts;
import io.github.backendexecutor.app.api.Queues.Queue;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.job.InstanceNote;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All roles at a glance: what the database, the streams and the instances say of each, put
/// together at most once a second. A server that is away leaves its part out.
public final class RoleBoard {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Situation situation;
  private final Memo<Map<Role, Map<JobState, Long>>> standing;
  private final Memo<Map<Role, Instant>> oldest;
  private final Memo<Map<Role, Queue>> queues;

  public RoleBoard(Situation situation, JobCounts counts, Queues streams, Clock clock) {
    this.situation = situation;
    this.standing = new Memo<>(FRESH, clock, counts::standing, situation::isDatabaseAway);
    this.oldest = new Memo<>(FRESH, clock, counts::oldestWaiting, situation::isDatabaseAway);
    this.queues = new Memo<>(FRESH, clock, () -> look(streams));
  }

  private Map<Role, Queue> look(Queues streams) {
    Map<Role, Queue> all = new TreeMap<>();
    situation.here().roles().keySet().forEach(role -> all.put(role, streams.of(role)));
    return all;
  }

  Roles roles() {
    Control control = situation.control();
    Optional<Doing> doing = situation.here().doing();
    Integer total = control.total();
    return new Roles(
        new Total(
            total == null ? situation.here().total() : total,
            situation.here().total(),
            doing.map(now -> now.capacity().total().running()).orElse(0)),
        names().map(role -> answer(role, control.of(role), doing)).toList());
  }

  RoleAnswer role(Role role) {
    return answer(role, situation.control().of(role), situation.here().doing());
  }

  /// Whether anybody of the group knows this role, or something of it is left that can be changed.
  boolean knows(Role role) {
    return names().anyMatch(role::equals);
  }

  /// How many jobs of each role are in each state; the last known when the database is away.
  Map<Role, Map<JobState, Long>> standing() {
    try {
      return standing.get();
    } catch (StoreUnavailable e) {
      return Objects.requireNonNullElse(standing.last(), Map.of());
    }
  }

  private Stream<Role> names() {
    TreeSet<Role> names = new TreeSet<>(situation.here().roles().keySet());
    living().map(InstanceLine::note).filter(Objects::nonNull).forEach(note -> add(names, note));
    // nobody may serve it any more, but its jobs wait and its pause holds
    standing()
        .forEach((role, states) -> {
          if (states.entrySet().stream().anyMatch(RoleBoard::isUnfinished)) {
            names.add(role);
          }
        });
    situation
        .control()
        .roles()
        .forEach((role, control) -> {
          if (!control.equals(RoleControl.NONE)) {
            names.add(role);
          }
        });
    return names.stream();
  }

  private static boolean isUnfinished(Map.Entry<JobState, Long> count) {
    return !count.getKey().terminal() && count.getValue() > 0;
  }

  private static void add(Set<Role> names, @Nullable InstanceNote note) {
    if (note != null) {
      names.addAll(note.roles().keySet());
    }
  }

  private Stream<InstanceLine> living() {
    return situation.instances().stream().filter(line -> line.goneAt() == null);
  }

  private RoleAnswer answer(Role role, RoleControl control, Optional<Doing> doing) {
    RoleFacts facts = situation.here().roles().get(role);
    int configured = facts == null ? 0 : facts.max();
    Integer max = control.max();
    Map<JobState, Long> states = standing().getOrDefault(role, Map.of());
    Queue queue = queue(role);
    return new RoleAnswer(
        role,
        facts == null ? null : facts.stream(),
        facts == null ? null : facts.runner(),
        max == null ? configured : max,
        configured,
        control.paused(),
        states.getOrDefault(JobState.RUNNING, 0L).intValue(),
        doing.map(now -> now.taken().getOrDefault(role, 0)).orElse(0),
        new WaitingCounts(
            queue == null ? null : queue.unread(),
            states.getOrDefault(JobState.READY, 0L),
            states.getOrDefault(JobState.RETRY_WAIT, 0L),
            states.getOrDefault(JobState.SCHEDULED, 0L)),
        oldestMillis(role, queue),
        queue == null ? null : queue.pending(),
        (int) living().filter(line -> serves(line, role)).count());
  }

  private static boolean serves(InstanceLine line, Role role) {
    InstanceNote note = line.note();
    return note != null && note.roles().containsKey(role);
  }

  private @Nullable Queue queue(Role role) {
    try {
      return queues.get().get(role);
    } catch (StreamUnavailable e) {
      return null;
    }
  }

  private @Nullable Long oldestMillis(Role role, @Nullable Queue queue) {
    List<Instant> times =
        Stream.of(oldestRow(role), queue == null ? null : queue.oldest())
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .sorted()
            .toList();
    return times.isEmpty()
        ? null
        : Math.max(0, Duration.between(times.getFirst(), situation.time()).toMillis());
  }

  private @Nullable Instant oldestRow(Role role) {
    try {
      return oldest.get().get(role);
    } catch (StoreUnavailable e) {
      return null;
    }
  }
}

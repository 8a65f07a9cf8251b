package io.github.backendexecutor.executor.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Why a job waits. Where several causes hold it at once it is the one that has to go first: as
/// long as that one stands, nothing else that changes lets the job start.
///
/// @param sentence the same for people, with numbers and names
/// @param since since when it waits, as far as is known
/// @param until when this cause ends by itself; null: nobody knows
public record Waiting(
    Reason reason, String sentence, @Nullable Instant since, @Nullable Instant until) {

  /// What holds a job. The word in all output is the name in lower case.
  public enum Reason {
    /// Its role runs as many jobs as it may.
    ROLE_LIMIT,
    /// All roles together do.
    TOTAL_LIMIT,
    /// An operator paused its role.
    PAUSED,
    /// A run failed; the next has its time.
    BACKOFF,
    /// It was asked to start later.
    SCHEDULED,
    /// Another job has to end first. No job of today can ask for that.
    PREDECESSOR,
    DATABASE_OUTAGE,
    REDIS_OUTAGE,
    /// Nobody who lives serves its role.
    NO_INSTANCE,
    /// It is being stopped.
    CANCELLED,
    /// Nothing does.
    STARTING;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }
  }

  /// Why this job does not run; empty when it runs or has ended.
  public static Optional<Waiting> of(JobRecord job, Circumstances all) {
    if (job.state() == JobState.RUNNING && job.cancelRequested()) {
      String sentence =
          "Somebody cancelled it; its runner on " + job.owner() + " is being stopped.";
      return Optional.of(new Waiting(Reason.CANCELLED, sentence, job.startedAt(), null));
    }
    if (job.state() == JobState.RUNNING || job.state().terminal()) {
      return Optional.empty();
    }
    Instant due = Objects.requireNonNullElse(job.nextRunAt(), job.createdAt());
    return Optional.of(
        due.isAfter(all.now())
            ? early(job, due, all.now())
            : new Cause(job.role(), At.ROW, all).find().since(due));
  }

  /// Why an entry that has no row yet is still in its stream.
  public static Waiting of(Queued entry, Circumstances all) {
    Instant start = entry.notBefore();
    return start != null && start.isAfter(all.now())
        ? scheduled(start, entry.since(), all.now())
        : new Cause(entry.role(), entry.at(), all.at(entry.reader())).find().since(entry.since());
  }

  /// Why an entry that nobody has read yet, and that asks for no time, is still in its stream.
  ///
  /// @param since when it came; null: unknown
  public static Waiting ofQueued(Role role, @Nullable Instant since, Circumstances all) {
    return of(new Queued(role, null, null, since), all);
  }

  /// An entry that has no row yet.
  ///
  /// @param reader who has read it, and waits with it for a slot; null: nobody has
  /// @param notBefore when it asks to start; null: at once
  /// @param since when it came; null: unknown
  public record Queued(
      Role role,
      @Nullable InstanceId reader,
      @Nullable Instant notBefore,
      @Nullable Instant since) {

    private At at() {
      return reader == null ? At.STREAM : At.READER;
    }
  }

  /// Where a job waits: in the database, unread in its stream, or with the one who has read it.
  private enum At {
    ROW,
    STREAM,
    READER
  }

  private static Waiting early(JobRecord job, Instant due, Instant now) {
    return job.state() == JobState.RETRY_WAIT
        ? new Waiting(
            Reason.BACKOFF,
            "Attempt %d failed; the next starts at %s.".formatted(job.attempt(), when(due, now)),
            job.startedAt(),
            due)
        : scheduled(due, job.createdAt(), now);
  }

  private static Waiting scheduled(Instant due, @Nullable Instant since, Instant now) {
    String sentence = "It is to start at " + when(due, now) + ".";
    return new Waiting(Reason.SCHEDULED, sentence, since, due);
  }

  private static String when(Instant due, Instant now) {
    return due.truncatedTo(ChronoUnit.SECONDS) + ", in " + words(now, due);
  }

  private Waiting since(@Nullable Instant time) {
    return new Waiting(reason, sentence, time, until);
  }

  private static String words(Instant from, Instant to) {
    Duration time = Duration.between(from, to);
    long seconds = Math.max(1, time.toSeconds());
    return seconds < 120
        ? seconds + " s"
        : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  /// Looks for what holds a job that could start now.
  private record Cause(Role role, At at, Circumstances all) {
    Waiting find() {
      Control control = all.control();
      List<Capacity> serving = all.serving(role);
      if (all.databaseAway() != null) {
        return away(Reason.DATABASE_OUTAGE, "The database", all.databaseAway());
      }
      if (control != null && control.of(role).paused()) {
        return because(Reason.PAUSED, "Role %s is paused.".formatted(role));
      }
      if (serving.isEmpty()) {
        return because(
            Reason.NO_INSTANCE,
            "None of the %d living instances serves role %s."
                .formatted(all.instances().size(), role));
      }
      boolean full = control != null && serving.stream().allMatch(this::isFull);
      boolean needsRedis = at == At.STREAM || (at == At.READER && !full);
      if (all.redisAway() != null && needsRedis) {
        return away(Reason.REDIS_OUTAGE, "Redis", all.redisAway());
      }
      if (full) {
        return limit(serving);
      }
      return because(
          Reason.STARTING,
          control == null
              ? "The executor is starting and reads what operators have changed."
              : "Nothing holds it: role %s has free slots, and it is about to start."
                  .formatted(role));
    }

    private boolean isFull(Capacity one) {
      return isRoleFull(one) || isTotalFull(one);
    }

    private boolean isRoleFull(Capacity one) {
      Occupancy own = one.roles().get(role);
      return own == null || own.isFull(at == At.ROW);
    }

    private boolean isTotalFull(Capacity one) {
      return one.heavy() || one.total().isFull(at == At.ROW);
    }

    /// The limit whose rise lets the job start somewhere; where both are reached, the role's.
    private Waiting limit(List<Capacity> serving) {
      Predicate<Capacity> onlyTotal = one -> !isRoleFull(one);
      boolean roles = serving.stream().anyMatch(one -> !isTotalFull(one));
      if (!roles && serving.stream().anyMatch(onlyTotal)) {
        return total(serving);
      }
      return because(
          Reason.ROLE_LIMIT,
          taken(
              "Role " + role + " runs",
              serving.stream()
                  .filter(this::isRoleFull)
                  .flatMap(one -> Optional.ofNullable(one.roles().get(role)).stream())
                  .toList()));
    }

    private Waiting total(List<Capacity> serving) {
      List<Occupancy> full =
          serving.stream().map(Capacity::total).filter(one -> one.isFull(at == At.ROW)).toList();
      return because(
          Reason.TOTAL_LIMIT,
          full.isEmpty()
              ? "The inputs of the running jobs take all the memory that is set aside for them."
              : taken("All roles together run", full));
    }

    private String taken(String who, List<Occupancy> slots) {
      long running = slots.stream().mapToLong(Occupancy::running).sum();
      long max = slots.stream().mapToLong(Occupancy::max).sum();
      String where = slots.size() == 1 ? "" : " on " + slots.size() + " instances";
      String numbers = "%s %d of %d jobs%s".formatted(who, running, max, where);
      return running < max
          ? numbers + "; the free slots are kept for new entries."
          : numbers + "; its turn comes as they end.";
    }

    private Waiting away(Reason reason, String server, Instant since) {
      return because(
          reason, server + " has been out of reach for " + words(since, all.now()) + ".");
    }

    private static Waiting because(Reason reason, String sentence) {
      return new Waiting(reason, sentence, null, null);
    }
  }
}

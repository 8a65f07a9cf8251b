package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.Exam.Finding;
import io.github.backendexecutor.app.api.GroupAnswers.Count;
import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Counts over time, and the examination of everything.
@RestController
@RequestMapping("/api/v1")
public final class CountRoutes {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /// So many counters a role and state are summed up at once: 12 hours of minutes, 31 days of
  /// hours.
  private static final int MOST_COUNTERS = 240;

  private static final Duration EXAM_VALID = Duration.ofSeconds(10);

  private final JobCounts counts;
  private final Clock clock;
  private final Memo<List<Finding>> exam;

  public CountRoutes(JobCounts counts, Exam exam, Clock clock) {
    this.counts = counts;
    this.clock = clock;
    this.exam = new Memo<>(EXAM_VALID, clock, () -> examine(exam));
  }

  private static List<Finding> examine(Exam exam) {
    try {
      return exam.examine();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw NotThere.busy("the service stops");
    }
  }

  @GetMapping("/doctor")
  Listing<Finding> doctor() {
    return new Listing<>(exam.get());
  }

  @GetMapping("/counts")
  Listing<Count> counts(HttpServletRequest request) {
    Query query = new Query(request);
    Instant to = Objects.requireNonNullElseGet(query.time("to"), clock::now);
    Instant from =
        Objects.requireNonNullElseGet(query.time("from"), () -> to.minus(Duration.ofHours(1)));
    Duration step = Objects.requireNonNullElse(query.span("step"), SHORTEST);
    Role role = query.role("role");
    check(query, from, to, step);
    query.done();
    return new Listing<>(sums(counts.ended(from, to, step, role)));
  }

  private static void check(Query query, Instant from, Instant to, Duration step) {
    if (step.compareTo(SHORTEST) < 0
        || step.compareTo(LONGEST) > 0
        || step.toMillis() % (step.compareTo(HOUR) < 0 ? 60_000 : 3_600_000) != 0) {
      query.wrong("step", "whole minutes below an hour or whole hours up to 1d are allowed");
    } else if (!from.isBefore(to)) {
      query.wrong("from", "must be before to");
    } else if (Duration.between(from, to).dividedBy(counter(step)) > MOST_COUNTERS) {
      query.wrong(
          "from",
          "at most 240 minutes before to are allowed; with a step of whole hours 240 hours");
    }
  }

  /// What is kept for so long a step.
  private static Duration counter(Duration step) {
    return step.compareTo(HOUR) < 0 ? SHORTEST : HOUR;
  }

  /// One line a span and role.
  private static List<Count> sums(List<EndedCount> ended) {
    Map<List<Object>, List<EndedCount>> spans = new LinkedHashMap<>();
    ended.forEach(one ->
        spans.computeIfAbsent(List.of(one.at(), one.role()), _ -> new ArrayList<>()).add(one));
    return spans.values().stream().map(CountRoutes::sum).toList();
  }

  private static Count sum(List<EndedCount> ends) {
    long[] of = new long[3];
    long waited = 0;
    long ran = 0;
    for (EndedCount end : ends) {
      of[Overviews.column(end.state())] += end.count();
      waited += end.waitMillis();
      ran += end.runMillis();
    }
    long all = Math.max(1, of[0] + of[1] + of[2]);
    EndedCount first = ends.getFirst();
    return new Count(first.at(), first.role(), of[0], of[1], of[2], waited / all, ran / all);
  }
}

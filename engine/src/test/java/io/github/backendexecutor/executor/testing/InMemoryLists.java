package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import io.github.backendexecutor.executor.spi.JobLists;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lists of an [InMemoryJobStore], by looking at every row.
final class InMemoryLists implements JobLists {
  private static final int MAX_BEGINNINGS = 50;
  private static final int MAX_JOBS = 2_000;
  private static final Comparator<Place> OLDEST =
      Comparator.comparing(Place::at).thenComparing(Place::id);

  /// Before all, where the second page begins when beginnings fill the first.
  private static final Place MAX = new Place(Instant.ofEpochMilli(253_402_300_799_999L), "\uffff");

  private final InMemoryRows rows;

  InMemoryLists(InMemoryRows rows) {
    this.rows = rows;
  }

  @Override
  public Page<JobLine> jobs(JobFilter filter, @Nullable Place after, int limit) {
    return rows.answer(() -> {
      List<InMemoryRow> begin = beginning(filter, Math.min(limit, MAX_BEGINNINGS));
      Stream<InMemoryRow> others =
          rows.all().stream()
              .filter(fits(filter))
              .filter(row -> !begin.contains(row))
              .filter(row -> after == null || OLDEST.compare(place(row), after) < 0);
      int room = limit - (after == null ? begin.size() : 0);
      List<InMemoryRow> found = newest(others).limit(room + 1L).toList();
      List<InMemoryRow> shown = found.subList(0, Math.min(room, found.size()));
      Place end = shown.isEmpty() ? null : place(shown.getLast());
      return new Page<>(
          newest(Stream.concat(after == null ? begin.stream() : Stream.of(), shown.stream()))
              .map(InMemoryRow::toLine)
              .toList(),
          found.size() > room ? (end == null ? MAX : end) : null,
          null);
    });
  }

  /// Those whose id begins with the text, unless they are too many.
  private List<InMemoryRow> beginning(JobFilter filter, int most) {
    String text = filter.text();
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    List<InMemoryRow> all =
        rows.all().stream().filter(row -> row.job.id().value().startsWith(text)).toList();
    List<InMemoryRow> exact =
        all.stream().filter(row -> row.job.id().value().equals(text)).toList();
    return (all.size() > most ? exact : all).stream().filter(fits(filter)).toList();
  }

  private static Stream<InMemoryRow> newest(Stream<InMemoryRow> rows) {
    return rows.sorted(Comparator.comparing(InMemoryLists::place, OLDEST.reversed()));
  }

  static Place place(InMemoryRow row) {
    return new Place(row.createdAt, row.job.id().value());
  }

  static Predicate<InMemoryRow> fits(JobFilter filter) {
    return row -> {
      JobLine line = row.toLine();
      return (filter.role() == null || line.role().equals(filter.role()))
          && (filter.states().isEmpty() || filter.states().contains(line.state()))
          && (filter.workflowId() == null || line.workflowId().equals(filter.workflowId()))
          && (filter.from() == null || !line.createdAt().isBefore(filter.from()))
          && (filter.to() == null || line.createdAt().isBefore(filter.to()))
          && (filter.errorKey() == null || filter.errorKey().equals(row.errorKey()))
          && (filter.text() == null || holds(row, filter.text()));
    };
  }

  private static boolean holds(InMemoryRow row, String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    String error = row.toRecord().error();
    return Stream.of(row.job.id().value(), row.job.task(), error == null ? "" : error)
        .anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(wanted));
  }

  @Override
  public Page<WorkflowLine> workflows(@Nullable Place after, int limit) {
    return rows.answer(() -> {
      List<WorkflowLine> all =
          rows.all().stream()
              .map(row -> row.job.workflowId())
              .filter(id -> !id.isEmpty())
              .distinct()
              .map(this::line)
              .filter(line -> after == null || OLDEST.compare(placeOf(line), after) < 0)
              .sorted(Comparator.comparing(InMemoryLists::placeOf, OLDEST.reversed()))
              .toList();
      List<WorkflowLine> shown = all.subList(0, Math.min(limit, all.size()));
      return new Page<>(shown, all.size() > limit ? placeOf(shown.getLast()) : null, null);
    });
  }

  private static Place placeOf(WorkflowLine line) {
    return new Place(line.firstAt(), line.id());
  }

  private WorkflowLine line(String id) {
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    List<InMemoryRow> jobs = jobsOf(id);
    jobs.stream()
        .limit(MAX_JOBS)
        .forEach(row -> counts.merge(row.standing.state(), 1, Integer::sum));
    return new WorkflowLine(
        id, counts, jobs.size() > MAX_JOBS, jobs.getFirst().createdAt, jobs.getLast().createdAt);
  }

  private List<InMemoryRow> jobsOf(String workflow) {
    return newest(rows.all().stream().filter(row -> row.job.workflowId().equals(workflow)))
        .toList()
        .reversed();
  }

  @Override
  public Optional<Workflow> workflow(String id) {
    return rows.answer(() -> {
      List<InMemoryRow> jobs = id.isEmpty() ? List.of() : jobsOf(id);
      return jobs.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Workflow(
                  line(id), jobs.stream().limit(MAX_JOBS).map(InMemoryRow::toLine).toList()));
    });
  }

  @Override
  public List<Generation> generations(JobId id) {
    return rows.answer(() -> {
      InMemoryRow row = rows.get(id);
      return row == null ? List.of() : List.copyOf(row.generations);
    });
  }
}

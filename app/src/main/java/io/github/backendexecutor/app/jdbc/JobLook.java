package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One page of a list of jobs. With a text it begins with the jobs whose id begins with it, which
/// an index finds at any age, and then looks through the newest jobs of the filter.
final class JobLook {
  /// So many ids that begin with a text are shown before all others; if there are more, only the
  /// one that is the text itself.
  private static final int MAX_BEGINNINGS = 50;

  /// No longer text is looked for: nothing holds it.
  private static final int MAX_TEXT = 1_000;

  /// After every text that begins like another.
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  /// Before every job: where the second page begins when the first is full of beginnings.
  private static final Place TOP = new Place(Instant.ofEpochMilli(Millis.LAST_MILLI), LAST);

  private static final String BEGINNINGS =
      "SELECT job_id FROM job WHERE job_id >= ? AND job_id < ? ORDER BY job_id LIMIT ?";

  private static final Comparator<JobLine> NEWEST =
      Comparator.comparing(JobLine::createdAt).thenComparing(line -> line.id().value()).reversed();

  private final Connection connection;
  private final Dialect dialect;
  private final JobFilter filter;
  private final JobSearch search;

  JobLook(Connection connection, Dialect dialect, JobFilter filter, JobSearch search) {
    this.connection = connection;
    this.dialect = dialect;
    this.filter = filter;
    this.search = search;
  }

  Page<JobLine> page(@Nullable Place after, int limit) throws SQLException {
    String text = filter.text();
    if (text == null || text.isEmpty()) {
      return look(search.left(), after, limit);
    }
    Beginnings begin =
        beginnings(CleanText.of(text, JobId.MAX_LENGTH), Math.min(limit, MAX_BEGINNINGS));
    Where left = new Where().and(search.left()).and(contains(text)).and(begin.others());
    if (after != null) {
      return look(left, after, limit);
    }
    List<JobLine> first = first(begin);
    if (first.size() >= limit) {
      return new Page<>(first, TOP, null);
    }
    Page<JobLine> page = look(left, null, limit - first.size());
    List<JobLine> all = new ArrayList<>(first);
    all.addAll(page.items());
    all.sort(NEWEST);
    return new Page<>(all, page.next(), page.searchedTo());
  }

  /// The next jobs of the search for which what is left holds, too.
  private Page<JobLine> look(Where left, @Nullable Place after, int limit) throws SQLException {
    Where range = JobSearch.range(filter, after);
    List<Object> values = search.values(range);
    int max = filter.text() == null ? JobLine.MAX_TEXT + 1 : JobSearch.MAX_LOOK;
    int most = left.isEmpty() ? limit + 1 : JobSearch.BUDGET;
    String sql = search.sql(dialect, JobLineRows.columns(max), range, most);
    if (left.isEmpty()) {
      List<JobLine> lines = JobLineRows.query(connection, sql, values);
      return lines.size() > limit ? cut(lines, limit) : new Page<>(lines, null, null);
    }
    values.addAll(left.values());
    values.add(limit + 1);
    List<JobLine> lines =
        JobLineRows.query(
            connection,
            "SELECT * FROM (%s) AS looked WHERE %s%s LIMIT ?"
                .formatted(sql, left.sql(), JobSearch.NEWEST_FIRST),
            values);
    if (lines.size() > limit) {
      return cut(lines, limit);
    }
    Place end = end(range, lines);
    return new Page<>(lines, end, end == null ? null : end.at());
  }

  private static Page<JobLine> cut(List<JobLine> lines, int limit) {
    List<JobLine> shown = lines.subList(0, limit);
    return new Page<>(shown, place(shown.getLast()), null);
  }

  private static Place place(JobLine line) {
    return new Place(line.createdAt(), line.id().value());
  }

  /// Where a look ends that has used up its budget; null when it saw all.
  ///
  /// @param found what it found
  private @Nullable Place end(Where range, List<JobLine> found) throws SQLException {
    List<Object> values = search.values(range);
    values.add(JobSearch.BUDGET - 1);
    String looked = search.sql(dialect, "created_at, job_id", range, JobSearch.BUDGET);
    String sql =
        "SELECT * FROM (%s) AS looked%s LIMIT 1 OFFSET ?".formatted(looked, JobSearch.NEWEST_FIRST);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      Where.bind(query, values);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        Instant at = Objects.requireNonNull(Millis.read(row, "created_at"));
        Place end = new Place(at, row.getString("job_id"));
        // jobs that came since the look push its end up; what was found must not be found again
        boolean beyond = !found.isEmpty() && found.getLast().createdAt().isBefore(at);
        return beyond ? place(found.getLast()) : end;
      }
    }
  }

  private Where contains(String text) {
    String clean = CleanText.of(text, MAX_TEXT);
    String pattern = "%" + clean.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    String like = " LIKE " + dialect.lower("CAST(? AS TEXT)") + " ESCAPE '\\'";
    return new Where()
        .and(
            "(%s%s OR %s%s OR %s%s)"
                .formatted(
                    dialect.lower("job_id"),
                    like,
                    dialect.lower("task"),
                    like,
                    dialect.lower("error"),
                    like),
            pattern,
            pattern,
            pattern);
  }

  /// Ids that begin with the text.
  ///
  /// @param complete whether these are all
  private record Beginnings(String text, List<String> ids, boolean complete) {
    /// Those that the look through all others shall find.
    Where others() {
      return complete
          ? new Where().and("NOT (job_id >= ? AND job_id < ?)", text, text + LAST)
          : new Where().and("job_id <> ?", text);
    }
  }

  private Beginnings beginnings(String text, int most) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(BEGINNINGS)) {
      Where.bind(query, List.of(text, text + LAST, most + 1));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ids.add(row.getString(1));
        }
      }
    }
    boolean complete = ids.size() <= most;
    return new Beginnings(text, complete ? ids : List.of(text), complete);
  }

  private List<JobLine> first(Beginnings begin) throws SQLException {
    if (begin.ids().isEmpty()) {
      return List.of();
    }
    String marks = String.join(", ", java.util.Collections.nCopies(begin.ids().size(), "?"));
    Where where = new Where().and("job_id IN (" + marks + ")", begin.ids().toArray());
    where.and(JobSearch.all(filter));
    return JobLineRows.query(
        connection,
        "SELECT %s FROM job WHERE %s%s"
            .formatted(
                JobLineRows.columns(JobLine.MAX_TEXT + 1), where.sql(), JobSearch.NEWEST_FIRST),
        where.values());
  }
}

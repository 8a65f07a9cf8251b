package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.JobAnswers.Attempt;
import io.github.backendexecutor.app.api.JobAnswers.Full;
import io.github.backendexecutor.app.api.JobAnswers.Line;
import io.github.backendexecutor.app.api.JobAnswers.Log;
import io.github.backendexecutor.app.api.JobAnswers.Step;
import io.github.backendexecutor.app.api.JobAnswers.Told;
import io.github.backendexecutor.app.api.JobAnswers.Why;
import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Waiting;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.Notifications;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Jobs, looked at.
@RestController
@RequestMapping("/api/v1/jobs")
public final class JobRoutes {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  private final JobHistory history;
  private final JobLists lists;
  private final Notifications notifications;
  private final QueuedJobs queued;
  private final Situation situation;
  private final Secrets secrets;

  public JobRoutes(
      JobHistory history,
      JobLists lists,
      Notifications notifications,
      QueuedJobs queued,
      Situation situation,
      Secrets secrets) {
    this.history = history;
    this.lists = lists;
    this.notifications = notifications;
    this.queued = queued;
    this.situation = situation;
    this.secrets = secrets;
  }

  @GetMapping
  Paged<Line> jobs(HttpServletRequest request) {
    Query query = new Query(request);
    JobFilter filter = Filters.of(query);
    Place after = query.place("after");
    int limit = query.whole("limit", USUAL, 1, MOST);
    query.done();
    return Paged.of(lists.jobs(filter, after, limit), Line::of);
  }

  @GetMapping("/{id}")
  Full job(@PathVariable String id) {
    JobId jobId = id(id);
    try {
      return history
          .job(jobId)
          .map(this::full)
          .or(() -> queued.job(jobId))
          .or(() -> history.job(jobId).map(this::full)) // read from its stream in between
          .orElseThrow(() -> unknown(id));
    } catch (StoreUnavailable e) {
      return queued.unread(jobId).orElseThrow(() -> e);
    }
  }

  private Full full(JobRecord job) {
    boolean wait = !job.state().terminal();
    Why why = wait ? Waiting.of(job, situation.now()).map(Why::of).orElse(null) : null;
    return Full.of(job, generations(job), why);
  }

  private List<Generation> generations(JobRecord job) {
    return job.generation() > 1 ? lists.generations(job.id()) : List.of();
  }

  /// The runs that ended, and the one that goes on.
  @GetMapping("/{id}/attempts")
  Listing<Attempt> attempts(@PathVariable String id) {
    JobRecord job = known(id);
    List<Generation> before = generations(job);
    List<Attempt> runs = new ArrayList<>();
    history.attempts(job.id()).forEach(run -> runs.add(Attempt.of(run, before)));
    if (job.state() == JobState.RUNNING) {
      runs.add(Attempt.running(job));
    }
    return new Listing<>(runs);
  }

  @GetMapping("/{id}/logs")
  Listing<Log> logs(@PathVariable String id, HttpServletRequest request) {
    Query query = new Query(request);
    int attempt = query.whole("attempt", 0, 1, Integer.MAX_VALUE);
    query.done();
    return new Listing<>(
        history.attempts(known(id).id()).stream()
            .filter(run -> attempt == 0 || run.attempt() == attempt)
            .filter(run -> !run.log().isEmpty())
            .map(run -> new Log(run.attempt(), run.log()))
            .toList());
  }

  /// No runner of today tells its steps.
  @GetMapping("/{id}/steps")
  Listing<Step> steps(@PathVariable String id) {
    known(id);
    return new Listing<>(List.of());
  }

  @GetMapping("/{id}/notifications")
  Listing<Told> notifications(@PathVariable String id) {
    return new Listing<>(notifications.of(known(id).id()).stream().map(Told::of).toList());
  }

  @GetMapping("/{id}/payload")
  ResponseEntity<byte[]> payload(@PathVariable String id) {
    return file("payload.json", known(id).payload());
  }

  @GetMapping("/{id}/output")
  ResponseEntity<byte[]> output(@PathVariable String id) {
    JsonText output = known(id).output();
    if (output == null) {
      throw NotThere.unknown("output of this job yet");
    }
    return file("output.json", output);
  }

  /// Never shown by a browser as a page.
  private ResponseEntity<byte[]> file(String name, JsonText json) {
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
        .contentType(MediaType.APPLICATION_JSON)
        .body(secrets.mask(json.text()).getBytes(StandardCharsets.UTF_8));
  }

  private JobRecord known(String id) {
    return history.job(id(id)).orElseThrow(() -> unknown(id));
  }

  static JobId id(String text) {
    if (!JobId.isValid(text)) {
      throw unknown(text);
    }
    return new JobId(text);
  }

  static NotThere unknown(String id) {
    String brief = id.length() > 300 ? id.substring(0, 300) + "…" : id;
    return NotThere.unknown("job " + brief);
  }
}

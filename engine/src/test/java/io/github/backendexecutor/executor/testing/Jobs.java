package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Jobs, deliveries and endings for tests: everything that a test does not name has a plain value.
public final class Jobs {
  public static final Role AGENT = new Role("agent");
  public static final Role MANAGER = new Role("manager");

  private static final AtomicLong ENTRIES = new AtomicLong();

  private Jobs() {}

  public static Job job(String id) {
    return job(id, "{\"n\":1}");
  }

  public static Job job(String id, String payload) {
    return new Job(
        new JobId(id),
        "workflow-1",
        "connection-1",
        AGENT,
        "do it",
        new JsonText(payload),
        JobTerms.NONE,
        Map.of());
  }

  public static Job with(Job job, Role role) {
    return new Job(
        job.id(),
        job.workflowId(),
        job.connectionId(),
        role,
        job.task(),
        job.payload(),
        job.terms(),
        job.fields());
  }

  public static Job with(Job job, JsonText payload) {
    return new Job(
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.role(),
        job.task(),
        payload,
        job.terms(),
        job.fields());
  }

  public static Job with(Job job, JobTerms terms) {
    return new Job(
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.role(),
        job.task(),
        job.payload(),
        terms,
        job.fields());
  }

  /// The same job, not to be started before `time`.
  public static Job notBefore(Job job, Instant time) {
    return with(job, new JobTerms(time, null, null, 0, null));
  }

  /// An entry that no other has had in this test run.
  public static Entry entry(Role role) {
    return new Entry("jobs:" + role, "1900000000000-" + ENTRIES.incrementAndGet());
  }

  /// The job in an entry of its own.
  public static Delivery.Readable delivery(Job job) {
    return new Delivery.Readable(entry(job.role()), job);
  }

  /// An entry with this `jobId` that can never run.
  public static Delivery.Unreadable unreadable(String id) {
    return new Delivery.Unreadable(
        entry(AGENT),
        AGENT,
        new JobId(id),
        "workflow-1",
        "connection-1",
        "payload is not JSON: it is empty",
        new JsonText("[[\"jobId\",\"" + id + "\"],[\"payload\",\"\"]]"));
  }

  public static Ending done(Run run, String output, Instant at) {
    JsonText json = new JsonText(output);
    return new Ending(run, new Outcome.Completed(json), new Verdict.Done(json), at, "log of done");
  }

  public static Ending retry(Run run, Duration after, String error, Instant at) {
    return new Ending(
        run, new Outcome.Failed(error, true, null), new Verdict.Retry(after, error), at, "");
  }

  public static Ending bury(Run run, String error, Instant at) {
    return new Ending(run, new Outcome.Failed(error, false, null), new Verdict.Bury(error), at, "");
  }

  public static Ending release(Run run, Instant at) {
    return new Ending(run, new Outcome.Interrupted(), new Verdict.Release(), at, "");
  }
}

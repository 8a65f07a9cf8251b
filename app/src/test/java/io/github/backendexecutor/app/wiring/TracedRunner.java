package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.Runner;

/// Returns the trace context that it was given.
public final class TracedRunner implements Runner {
  @Override
  public String run(Job job, JobContext context) {
    return "\"" + job.terms().traceparent() + "\"";
  }
}

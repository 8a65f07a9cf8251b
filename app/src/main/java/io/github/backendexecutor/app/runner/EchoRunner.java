package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.Runner;

/// What a role has until a runner is configured for it: gives the job back as its result, so that
/// the whole way of a job can be tried out. Every result says that no work was done.
public final class EchoRunner implements Runner {
  @Override
  public String run(Job job, JobContext context) {
    String notice =
        "no runner is configured for role '"
            + job.role()
            + "': this is only an echo of the job, no work was done";
    context.log(notice);
    return JobJson.echo(job, notice);
  }
}

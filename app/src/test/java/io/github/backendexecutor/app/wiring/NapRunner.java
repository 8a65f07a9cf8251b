package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;

/// An in-process runner for tests: waits as many milliseconds as the payload's number says; the
/// task `fail` fails, `fail once` fails the first time, `never` fails for good.
public final class NapRunner implements Runner {
  @Override
  public String run(Job job, JobContext context) throws Exception {
    if (!job.payload().text().equals("null")) {
      Thread.sleep(Long.parseLong(job.payload().text()));
    }
    boolean fails =
        job.task().equals("fail") || (job.task().equals("fail once") && context.attempt() == 1);
    if (fails) {
      throw RunFailed.retryable("as asked");
    }
    if (job.task().equals("never")) {
      throw RunFailed.permanent("never again");
    }
    return Integer.toString(context.attempt());
  }
}

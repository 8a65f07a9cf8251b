package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;

/// The plugin that the executors of this suite run: does what the job's payload says, and keeps the
/// ledger of what it did.
public final class LedgerRunner implements Runner {
  private static final long PID = ProcessHandle.current().pid();
  private final LedgerFile ledger = LedgerFile.ofThisProcess();

  @Override
  public String run(Job job, JobContext context) throws Exception {
    Behaviour behaviour = Behaviour.of(job.payload().text());
    ledger.write('S', job.id().value(), context.attempt(), "");
    String how = "interrupted";
    try {
      work(behaviour);
      how = context.attempt() <= behaviour.fails() ? "failed" : "ok";
    } finally {
      ledger.write('E', job.id().value(), context.attempt(), how);
    }
    if (how.equals("failed")) {
      throw RunFailed.retryable("as asked");
    }
    return "{\"attempt\":%d,\"pid\":%d,\"text\":\"%s\"}"
        .formatted(context.attempt(), PID, "x".repeat(behaviour.bytes()));
  }

  private static void work(Behaviour behaviour) throws InterruptedException {
    try {
      Thread.sleep(behaviour.ms());
    } catch (InterruptedException e) {
      Time.ignoreInterrupts(behaviour.deaf());
      throw e;
    }
    if (behaviour.halts()) {
      Runtime.getRuntime().halt(9);
    }
  }
}

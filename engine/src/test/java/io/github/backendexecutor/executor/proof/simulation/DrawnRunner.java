package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// A runner that takes simulated time and then does what is drawn: it succeeds, fails, hangs, or
/// ignores its interrupt. It writes each call into the ledger.
record DrawnRunner(
    InstanceId who, ProcessClock clock, RandomGenerator random, Ledger ledger, Witness oracle)
    implements Runner {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  @Override
  public String run(Job job, JobContext context) throws Exception {
    Ledger.Call call = ledger.starts(job.id(), job.role(), context.attempt(), who);
    oracle.starts(call);
    try {
      return act(job, call);
    } finally {
      call.ends();
    }
  }

  private String act(Job job, Ledger.Call call) throws Exception {
    clock.sleep(Duration.ofMillis(random.nextInt(random.nextInt(8) == 0 ? 14_000 : 1_500)));
    return switch (random.nextInt(16)) {
      case 0, 1 -> throw new IllegalStateException("drawn to fail");
      case 2 -> throw RunFailed.permanent("drawn to fail for good");
      case 3 -> throw RunFailed.retryAfter(Duration.ofSeconds(random.nextInt(20)), "later");
      case 4 -> "no JSON";
      case 5 -> {
        clock.sleep(FOR_EVER);
        yield "null";
      }
      case 6 -> {
        hang(call);
        yield "null";
      }
      default -> "\"" + job.id() + "\"";
    };
  }

  private void hang(Ledger.Call call) {
    try {
      clock.sleep(FOR_EVER);
    } catch (InterruptedException _) {
      call.ignoresInterrupt();
      try {
        clock.sleep(Duration.ofSeconds(random.nextInt(1, 40)));
      } catch (InterruptedException _) {
        return;
      }
    }
  }
}

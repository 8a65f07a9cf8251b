package io.github.backendexecutor.executor.flow;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Runner;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunnerCallTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final JobLog log = new JobLog();
  private final CompletableFuture<Outcome> leftBehind = new CompletableFuture<>();
  private final RunControl control = new RunControl(leftBehind::complete);

  @Test
  void a_result_leaves_no_alarm_behind() {
    assertThat(call((_, _) -> "[1]")).isEqualTo(new Outcome.Completed(new JsonText("[1]")));
    assertThat(control.end()).isTrue();
    assertThat(clock.alarms()).isZero();
  }

  @Test
  void the_context_says_what_a_runner_may_know() {
    call((_, context) -> {
      assertThat(context.attempt()).isEqualTo(4);
      assertThat(context.idempotencyKey()).isEqualTo("a");
      assertThat(context.deadline()).isEqualTo(clock.now().plus(LIMIT));
      context.log("a line");
      return "1";
    });
    assertThat(log.text()).isEqualTo("a line\n");
  }

  @Test
  void the_deadline_interrupts_exactly_when_it_is_over() {
    var outcome = async((_, _) -> forever());
    await().until(() -> clock.alarms() == 1);
    clock.advance(LIMIT.minusMillis(1));
    assertThat(outcome).isNotDone();
    clock.advance(Duration.ofMillis(1));
    assertThat(outcome.join()).isEqualTo(new Outcome.TimedOut(LIMIT));
  }

  @Test
  void a_runner_that_ignores_its_interrupt_is_left_behind_once() throws Exception {
    var stubborn = new CountDownLatch(1);
    var outcome =
        async((_, _) -> {
          while (stubborn.getCount() > 0) {
            try {
              stubborn.await();
            } catch (InterruptedException _) {
              // this is what it must survive
            }
          }
          return "\"too late\"";
        });
    await().until(() -> clock.alarms() == 1);
    clock.advance(LIMIT.plus(RunnerCall.PATIENCE));
    assertThat(leftBehind.get()).isEqualTo(new Outcome.TimedOut(LIMIT));
    stubborn.countDown();
    outcome.join();
    assertThat(control.end()).isFalse();
  }

  @Test
  void a_run_that_was_stopped_before_it_began_is_not_called() {
    control.stop(new Outcome.Interrupted());
    Outcome outcome =
        call((_, _) -> {
          throw new AssertionError("called");
        });
    assertThat(outcome).isEqualTo(new Outcome.Interrupted());
    assertThat(control.end()).isTrue();
  }

  @Test
  void no_interrupt_arrives_after_the_end() {
    call((_, _) -> "1");
    assertThat(control.end()).isTrue();
    control.stop(new Outcome.Interrupted());
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void an_interrupt_of_the_runners_own_making_is_a_failure_not_a_stop() {
    Outcome outcome =
        call((_, _) -> {
          throw new InterruptedException("mine");
        });
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void a_long_log_keeps_its_end() {
    for (int i = 0; i < 50_000; i++) {
      log.add("line " + i);
    }
    assertThat(log.text())
        .hasSizeLessThanOrEqualTo(64 * 1024 + 1)
        .startsWith("…")
        .endsWith("line 49999\n");
  }

  private static String forever() throws InterruptedException {
    new CountDownLatch(1).await();
    return "1";
  }

  private CompletableFuture<Outcome> async(Runner runner) {
    return CompletableFuture.supplyAsync(() -> call(runner), Thread::startVirtualThread);
  }

  private Outcome call(Runner runner) {
    var retry = new RetrySettings(3, Duration.ofSeconds(1), Duration.ofSeconds(1), 2);
    var role = new RoleSettings(AGENT, runner, LIMIT, retry, 100);
    Run run = new Run(Jobs.job("a"), 4, 0, null, clock.now());
    return new RunnerCall(Map.of(AGENT, role), clock).run(run, control, log);
  }
}

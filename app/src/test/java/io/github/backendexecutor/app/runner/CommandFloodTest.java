package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.spi.RunFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commands that print, read or are too much. The heap of these tests is half of what some print.
@Timeout(180)
class CommandFloodTest {
  private final Room room = new Room();

  @AfterEach
  void close() {
    room.close();
  }

  private static CommandSettings limited(int bytes, String script) {
    CommandSettings usual = Room.shell(script);
    return new CommandSettings(
        usual.command(), usual.environment(), usual.stopGrace(), bytes, null);
  }

  @Test
  void a_gigabyte_on_stdout_is_a_failure() {
    RunFailed failure = room.failure(Room.settings("head", "-c", "1G", "/dev/zero"));

    assertThat(failure).hasMessage("head printed more than 1048576 bytes and was killed");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void endless_output_ends_with_all_who_print_it() {
    String time = Room.longTime();
    RunFailed failure = room.failure(Room.shell("trap '' TERM; sleep " + time + " & yes"));

    assertThat(failure).hasMessage("sh printed more than 1048576 bytes and was killed");
    assertThat(Room.sleeping(time)).isZero();
  }

  @Test
  void the_limit_itself_is_allowed() throws Exception {
    assertThat(room.run(limited(10, "printf 12345678"))).isEqualTo("12345678");
    assertThat(room.run(limited(8, "printf 12345678"))).isEqualTo("12345678");
    assertThat(room.failure(limited(7, "printf 12345678")))
        .hasMessage("sh printed more than 7 bytes and was killed");
  }

  @Test
  void a_gigabyte_on_stderr_is_read_and_forgotten() throws Exception {
    assertThat(room.run(Room.shell("head -c 1G /dev/zero >&2; echo 1"))).isEqualTo("1");

    assertThat(room.context.logged).hasValue((1L << 30) / 8_192);
  }

  @Test
  void children_that_print_for_ever_after_the_end_are_killed() throws Exception {
    String word = Room.longTime();
    for (String script : List.of("yes %1$s & exit 0", "yes %1$s >&2 & exit 0")) {
      try {
        room.run(Room.shell(script.formatted(word)));
      } catch (RunFailed e) { // how much of it is still read is left to chance
        assertThat(e).hasMessage("sh printed more than 1048576 bytes and was killed");
      }
      assertThat(Room.living("yes " + word)).isZero();
    }
  }

  @Test
  void a_command_need_not_read_its_input() throws Exception {
    String payload = "\"" + "x".repeat(1 << 20) + "\"";
    for (String script : List.of("echo 1", "exec 0<&-; echo 1", "head -c 10 >&2; echo 1")) {
      assertThat(room.runner(Room.shell(script)).run(Room.job(payload), room.context))
          .describedAs(script)
          .isEqualTo("1");
    }
  }

  @Test
  void a_command_may_print_while_it_reads() throws Exception {
    String payload = "\"" + "x".repeat(1 << 20) + "\"";
    String echoed =
        room.runner(limited(4 << 20, "tee /dev/stderr")).run(Room.job(payload), room.context);

    assertThat(echoed).contains("\"payload\":" + payload + ",");
  }

  @Test
  void three_hundred_commands_leave_other_virtual_threads_alone() throws Exception {
    String time = Room.longTime();
    CommandRunner runner =
        room.runner(
            new CommandSettings(
                List.of("sleep", time), Set.of("PATH"), Duration.ofSeconds(2), 1_000, null));
    AtomicInteger interrupted = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              runner.run(Room.job("1"), new TestContext());
            } catch (InterruptedException _) {
              interrupted.incrementAndGet();
            } catch (RunFailed e) {
              throw new AssertionError(e);
            }
          }));
    }
    await().atMost(Room.LONG).until(() -> Room.sleeping(time) == 300);

    CountDownLatch others = new CountDownLatch(10_000);
    for (int i = 0; i < 10_000; i++) {
      Thread.startVirtualThread(others::countDown);
    }
    assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();

    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(interrupted).hasValue(300);
    assertThat(Room.sleeping(time)).isZero();
  }
}

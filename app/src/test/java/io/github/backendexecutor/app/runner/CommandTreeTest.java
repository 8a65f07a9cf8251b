package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever a command starts ends with its run.
@Timeout(120)
class CommandTreeTest {
  private final Room room = new Room();
  private final String time = Room.longTime();

  @AfterEach
  void close() {
    room.close();
  }

  private static CommandSettings impatient(String script) {
    return new CommandSettings(
        List.of("sh", "-c", script),
        CommandSettings.DEFAULT_ENVIRONMENT,
        Duration.ofMillis(200),
        1_000_000,
        null);
  }

  /// Runs the script until `count` sleeps are there, then interrupts.
  private Throwable interruptAt(int count, CommandSettings settings) throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    Thread thread =
        Thread.startVirtualThread(() -> {
          try {
            end.complete(room.run(settings));
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
    await().atMost(Room.LONG).until(() -> Room.sleeping(time) == count || end.isDone());
    thread.interrupt();
    thread.join();
    return end.exceptionNow();
  }

  private void assertNothingSleeps() {
    assertThat(Room.sleeping(time)).isZero();
  }

  private static void assumeSetsid() {
    assumeThat(CommandRunner.check(Room.settings("setsid")))
        .describedAs("setsid is needed to make a process that leaves its tree")
        .isNull();
  }

  @Test
  void a_command_that_signals_its_process_group_hits_only_itself() {
    assumeSetsid();

    assertThat(room.failure(Room.shell("kill -TERM 0; sleep 9")))
        .hasMessageContaining("killed by signal 15");
  }

  @Test
  void an_interrupt_kills_children_and_grandchildren() throws Exception {
    String script = "sleep %1$s & sh -c 'sleep %1$s & sleep %1$s' ; :".formatted(time);

    assertThat(interruptAt(3, Room.shell(script))).isInstanceOf(InterruptedException.class);
    assertNothingSleeps();
  }

  @Test
  void an_interrupt_kills_what_does_not_listen_to_the_polite_signal() throws Exception {
    String script = "trap '' TERM HUP; sleep %1$s & sleep %1$s; :".formatted(time);

    assertThat(interruptAt(2, impatient(script))).isInstanceOf(InterruptedException.class);
    assertNothingSleeps();
  }

  @Test
  void a_command_can_tidy_up_at_the_polite_signal() throws Exception {
    // the child may have its signal first, and the shell must not be at its end by that
    String script =
        "trap 'echo tidied >&2; kill $child; exit 0' TERM; sleep %s & child=$!; while :; do wait; done"
            .formatted(time);

    assertThat(interruptAt(1, Room.shell(script))).isInstanceOf(InterruptedException.class);
    assertNothingSleeps();
    await().atMost(Room.LONG).until(() -> room.context.lines.contains("tidied"));
  }

  @Test
  void an_interrupt_kills_a_daemon_that_left_the_tree() throws Exception {
    assumeSetsid();
    String script =
        "(setsid sh -c 'trap \"\" TERM HUP; sleep %1$s; :' >/dev/null 2>&1 </dev/null &); sleep %1$s"
            .formatted(time);

    assertThat(interruptAt(2, impatient(script))).isInstanceOf(InterruptedException.class);
    assertNothingSleeps();
  }

  @Test
  void a_child_that_dropped_its_environment_is_still_a_descendant() throws Exception {
    String script = "env -i sleep %1$s & sleep %1$s; :".formatted(time);

    assertThat(interruptAt(2, Room.shell(script))).isInstanceOf(InterruptedException.class);
    assertNothingSleeps();
  }

  @Test
  void a_daemon_does_not_outlive_a_run_that_succeeds() throws Exception {
    assumeSetsid();
    String script = "(setsid sleep %s >/dev/null 2>&1 </dev/null &); echo 1".formatted(time);

    assertThat(room.run(Room.shell(script))).isEqualTo("1");
    assertNothingSleeps();
  }

  @Test
  void a_background_child_that_holds_the_pipes_does_not_hold_the_run() throws Exception {
    long start = System.nanoTime();

    assertThat(room.run(Room.shell("sleep %s & echo 1".formatted(time)))).isEqualTo("1");

    assertNothingSleeps();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_background_child_that_is_out_of_reach_does_not_hold_the_run() throws Exception {
    assumeSetsid();
    String script = "(env -i PATH=\"$PATH\" setsid sleep %s &); echo 1".formatted(time);

    assertThat(room.run(Room.shell(script))).isEqualTo("1");

    ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + time))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void commands_of_other_runs_go_on() throws Exception {
    String other = Room.longTime();
    Thread neighbour =
        Thread.startVirtualThread(() -> {
          try {
            room.run(Room.settings("sleep", other));
          } catch (Exception _) {
            // it is interrupted below
          }
        });
    await().atMost(Room.LONG).until(() -> Room.sleeping(other) == 1);

    assertThat(interruptAt(1, Room.settings("sleep", time)))
        .isInstanceOf(InterruptedException.class);

    assertThat(Room.sleeping(other)).isOne();
    neighbour.interrupt();
    neighbour.join();
    assertThat(Room.sleeping(other)).isZero();
  }

  @Test
  void closing_kills_all_and_starts_nothing_more() throws Exception {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread.startVirtualThread(() -> end.complete(room.failure(Room.settings("sleep", time))));
    await().atMost(Room.LONG).until(() -> Room.sleeping(time) == 1);

    room.commands.close();

    assertNothingSleeps();
    assertThat(end.get())
        .hasMessageContaining("sleep ended with exit code 143, killed by signal 15");
    assertThat(room.failure(Room.shell("echo 1")))
        .hasMessage("not started: this program is stopping");
  }

  @Test
  void commands_do_not_outlive_the_jvm() throws Exception {
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Exiting.class.getName(),
                time)
            .inheritIO()
            .start();

    assertThat(jvm.waitFor()).isZero();
    await().atMost(Room.LONG).untilAsserted(this::assertNothingSleeps);
  }

  /// A program that exits while a command runs.
  static final class Exiting {
    private Exiting() {}

    public static void main(String[] args) {
      Room room = new Room();
      Thread.startVirtualThread(() -> room.failure(Room.settings("sleep", args[0])));
      await().atMost(Room.LONG).until(() -> Room.sleeping(args[0]) == 1);
      System.exit(0);
    }
  }

  @Test
  void runs_are_told_apart_by_their_cookie() throws Exception {
    String first = room.run(Room.shell("echo $EXECUTOR_RUN"));

    assertThat(room.run(Room.shell("echo $EXECUTOR_RUN"))).isNotEqualTo(first);
  }
}

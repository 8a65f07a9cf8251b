package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.executor.spi.Clock;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// SIGTERM and SIGINT for a process that takes its time to stop: the first stops it as the JVM
/// does, the second ends it at once. The JVM alone does not hear a second one.
///
/// A signal that follows the first within a blink is the same one: `timeout`, for example, signals
/// the process and then its group.
///
/// Java has no supported way to hear signals. What is used here is part of every common JDK, and
/// found by name, so that a JDK without it only lacks the second signal.
final class Signals {
  private static final int EXIT = 128;

  private static final MethodType STOP = MethodType.methodType(void.class, String.class, int.class);
  private static final Duration BLINK = Duration.ofMillis(300);

  private final Clock clock;
  private final Consumer<String> say;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile boolean impatient;

  private Signals(Clock clock, Consumer<String> say) {
    this.clock = clock;
    this.say = say;
  }

  /// @param say told once, by the first signal, what a second one does
  static void listen(Clock clock, Consumer<String> say) {
    Signals signals = new Signals(clock, say);
    signals.hear("TERM", 15);
    signals.hear("INT", 2);
  }

  private void hear(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle stop =
          MethodHandles.insertArguments(
              MethodHandles.lookup().bind(this, "stop", STOP), 0, name, number);
      Object heard =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(stop, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), heard);
    } catch (ReflectiveOperationException | RuntimeException _) {
      // this JVM keeps its signals to itself (or was told so by -Xrs): one stops it, as ever
    }
  }

  /// Each signal comes on a thread of its own; that of the first waits here for the process' end.
  void stop(String name, int number) {
    if (stopping.compareAndSet(false, true)) {
      clock.alarm(BLINK, () -> impatient = true);
      say.accept("stopping, as SIG" + name + " asks; a second one ends this process at once");
      System.exit(EXIT + number);
    } else if (impatient) {
      say.accept("ended at once by a second SIG" + name + "; what ran here counts as lost");
      // else the commands of running jobs would go on beside their next runs
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Runtime.getRuntime().halt(EXIT + number);
    }
  }
}

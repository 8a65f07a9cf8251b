package io.github.backendexecutor.app.doctor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One thing to look at. It ends in time and never throws, whatever it meets: what cannot be looked
/// at is `unknown`, and says why.
///
/// @param limit how long it may take; one that takes longer is left behind
record Check(String name, Duration limit, Callable<List<Finding>> look) {
  private static final Duration USUAL = Duration.ofSeconds(15);

  static Check of(String name, Callable<List<Finding>> look) {
    return new Check(name, USUAL, look);
  }

  List<Finding> findings() throws InterruptedException {
    FutureTask<List<Finding>> task = new FutureTask<>(look);
    // a platform thread: some drivers hold on to the thread that carries a virtual one
    Thread.ofPlatform().name("doctor").daemon().start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      task.cancel(true);
      String found = "took longer than " + limit.toSeconds() + " s";
      return List.of(Finding.unknown(name, found, "try again when there is less to do"));
    } catch (ExecutionException e) {
      return List.of(Finding.unknown(name, reason(e.getCause()), ""));
    }
  }

  static String reason(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    return message == null ? String.valueOf(failure) : message.lines().findFirst().orElse("");
  }
}

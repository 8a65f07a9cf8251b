package io.github.backendexecutor.app.runner;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The platform threads on which commands are started, fed, listened to and killed: pipes block in
/// the kernel, and a virtual thread that does so takes one of the few carriers away from all
/// others. As many as there are such waits, kept for a while for the next.
final class CommandThreads {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("command-", 0).daemon().factory());

  CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, threads);
  }

  <T> CompletableFuture<T> call(Callable<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(() -> {
      try {
        answer.complete(work.call());
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /// Lets the threads end with their work.
  void close() {
    threads.shutdown();
  }
}

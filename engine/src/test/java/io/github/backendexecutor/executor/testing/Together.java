package io.github.backendexecutor.executor.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Makes calls at the same time, each on a virtual thread of its own.
public final class Together {
  private Together() {}

  /// The answers in the order of the calls; the first failure is thrown.
  public static <A> List<A> all(Stream<Callable<A>> calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<A> answers = new ArrayList<>();
      for (Future<A> answer : threads.invokeAll(calls.toList())) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /// A name for a lambda that is a call.
  public static <A> Callable<A> call(Callable<A> call) {
    return call;
  }
}

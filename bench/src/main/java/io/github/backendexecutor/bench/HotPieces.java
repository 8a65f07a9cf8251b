package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.redis.EntryDecoder;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The pieces that every job passes, each alone: `bench/run jmh`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HotPieces {
  private static final int CALLERS = 500;

  private final SystemClock clock = new SystemClock();
  private final EntryDecoder decoder = new EntryDecoder(clock);
  private final Entry entry = new Entry("jobs:agent", "1700000000000-0");
  private final Role role = new Role("agent");
  private final List<byte[]> fields =
      Stream.of(
              "jobId",
              "0192f3a1-0000-7000-8000-000000000001",
              "workflowId",
              "w1",
              "connectionId",
              "c1",
              "task",
              "summarise",
              "payload",
              Load.PAYLOAD)
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();
  private final GroupCommit<Integer, Integer> commits =
      new GroupCommit<>("jmh", 500, StoreUnavailable.class, batch -> batch);
  private final Invocation event =
      Invocation.of(
          "job_completed",
          Map.of("jobId", "0192f3a1", "status", "completed", "result", Map.of("output", "done")));

  /// An entry of 200 bytes of JSON becomes a job.
  @Benchmark
  public Delivery decodeEntry() {
    return decoder.decode(entry, role, fields);
  }

  /// A request of one thread, there and back.
  @Benchmark
  public Integer groupCommitAlone() {
    return commits.submit(1);
  }

  /// The same for each of 500 virtual threads that come at once.
  @Benchmark
  @OperationsPerInvocation(CALLERS)
  public void groupCommitOfMany() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(CALLERS);
    for (int i = 0; i < CALLERS; i++) {
      Thread.startVirtualThread(() -> {
        commits.submit(1);
        done.countDown();
      });
    }
    done.await();
  }

  /// The bytes of an event in both protocols.
  @Benchmark
  public SerializedMessage hubFrames() {
    return SerializedMessage.of(event);
  }

  @TearDown
  public void close() {
    commits.close();
    clock.close();
  }
}

package io.github.backendexecutor.app.bench;

import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;

/// Jobs that do nothing, from a full stream until each is settled and its result committed; and the
/// bare loop over as many entries.
public final class Throughput {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String RESULT = "{\"ok\":true}";

  private final Stage stage;
  private int bareLoops;

  public Throughput(Stage stage) {
    this.stage = stage;
  }

  /// What the bare loop needs.
  public Spent bare(int entries) {
    UnifiedJedis redis = stage.redis();
    String stream = stage.stream(new Role("bare-" + ++bareLoops));
    new Load(redis, stage.clock()).fill(List.of(stream), entries);
    BareLoop loop = new BareLoop(redis, stream);
    Spent start = Spent.since(stage);
    loop.run(entries);
    Spent spent = start.until(stage);
    redis.del(stream);
    return spent;
  }

  /// What an executor needs, from its start until the last entry has left its stream.
  ///
  /// @param roles how many roles share the jobs
  public Spent executor(int jobs, int roles) throws InterruptedException {
    return executor(jobs, roles, new Load(stage.redis(), stage.clock()));
  }

  /// The same with jobs of a kind of their own.
  public Spent executor(int jobs, int roles, Load load) throws InterruptedException {
    List<Role> served = roles(roles);
    load.fill(served.stream().map(stage::stream).toList(), jobs);
    CountDownLatch left = new CountDownLatch(jobs);
    Spent start = Spent.since(stage);
    try (var _ = stage.start(served, (_, _) -> RESULT, left::countDown)) {
      if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(left.getCount() + " jobs are not done");
      }
      return start.until(stage);
    }
  }

  static List<Role> roles(int number) {
    List<Role> roles = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      roles.add(new Role("role-" + i));
    }
    return roles;
  }
}

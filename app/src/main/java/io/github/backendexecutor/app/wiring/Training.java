package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A short life of the service, on servers of its own and in a folder that is removed: what the JVM
/// learns from it is kept in its cache, so that later starts are faster.
public final class Training {
  private static final Role ROLE = new Role("agent");
  private static final int JOBS = 300;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int PATIENCE = 1_200;

  private Training() {}

  /// Lives it; answers whether its jobs were done.
  public static boolean run()
      throws ConfigProblems, CannotStart, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("executor-training");
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        ServiceHandle service = ServiceWiring.start(settings(folder, redis.port()))) {
      service.awaitReady();
      for (int i = 0; i < JOBS; i++) {
        service
            .producer()
            .add(ROLE, Map.of("jobId", "training-" + i, "payload", "{\"text\":\"hello\"}"));
      }
      return isDone(service);
    } finally {
      remove(folder);
    }
  }

  private static boolean isDone(ServiceHandle service) throws InterruptedException {
    JobId last = new JobId("training-" + (JOBS - 1));
    for (int i = 0; i < PATIENCE; i++) {
      if (service.history().job(last).filter(job -> job.state().terminal()).isPresent()) {
        return true;
      }
      service.clock().sleep(PAUSE);
    }
    return false;
  }

  private static List<String> settings(Path folder, int redisPort) {
    return List.of(
        "--executor.redis=127.0.0.1:" + redisPort,
        "--executor.database=sqlite:" + folder.resolve("executor.db"),
        "--executor.data=" + folder,
        "--executor.log.level=error",
        "--server.port=0");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.testing.JobStreamContract;
import io.github.backendexecutor.executor.testing.Jobs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XPendingParams;

/// The contract of every stream, kept by the real one.
@SuppressWarnings("NullAway.Init")
class RedisJobStreamContractTest extends JobStreamContract {

  private static EmbeddedRedis redis;
  private static UnifiedJedis jedis;

  private static final String GROUP = "executor-group";

  private final String prefix = UUID.randomUUID().toString();
  private final Map<Role, String> streams =
      Map.of(Jobs.AGENT, prefix + ":agent", Jobs.MANAGER, prefix + ":manager");
  private final List<JobStream> opened = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path folder) {
    redis = EmbeddedRedis.start(folder, 0);
    jedis = RedisConnections.open(redis.address(), "test", 8);
  }

  @AfterAll
  static void stop() {
    jedis.close();
    redis.close();
  }

  @AfterEach
  void leave() {
    opened.forEach(JobStream::leave);
  }

  @Override
  protected JobStream open(InstanceId consumer) {
    JobStream stream =
        new RedisJobStream(
            jedis, GROUP, consumer, streams, new EntryDecoder(new TestClock()), new TestClock());
    streams.keySet().forEach(role -> stream.read(role, 1, Duration.ZERO)); // makes the group
    opened.add(stream);
    return stream;
  }

  @Override
  protected Entry add(Job job) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jobId", job.id().value());
    fields.put("workflowId", job.workflowId());
    fields.put("connectionId", job.connectionId());
    fields.put("task", job.task());
    fields.put("payload", job.payload().text());
    return new RedisProducer(jedis, role -> streams.getOrDefault(role, ""))
        .submit(job.role(), fields);
  }

  @Override
  protected List<Entry> pending(Role role) {
    String stream = streams.getOrDefault(role, "");
    return jedis.xpending(stream, GROUP, new XPendingParams("-", "+", 100)).stream()
        .map(entry -> new Entry(stream, entry.getID().toString()))
        .toList();
  }

  @Override
  protected void delete(Entry entry) {
    jedis.xdel(entry.stream(), new StreamEntryID(entry.id()));
  }

  @Override
  protected void removeConsumer(InstanceId consumer) {
    streams.values().forEach(key -> jedis.xgroupDelConsumer(key, GROUP, consumer.value()));
  }

  @Override
  protected void destroyGroup() {
    streams.values().forEach(key -> jedis.xgroupDestroy(key, GROUP));
  }

  @Override
  protected void flush() {
    jedis.flushAll();
  }
}

package io.github.backendexecutor.app.bench;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.spi.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/// Puts jobs on streams as fast as Redis takes them, or one by one. Their ids are UUIDs that begin
/// with the time, or wholly random ones, which indexes like less.
public final class Load {
  /// 200 bytes of JSON.
  public static final String PAYLOAD =
      "{\"prompt\":\""
          + "Summarise the attached report in three sentences. ".repeat(3)
          + "\",\"n\":"
          + "12345678901234567890123456}";

  private static final int PIPELINE = 500;

  private final UnifiedJedis redis;
  private final String payload;
  private final Random random = new Random();
  private final long start;
  private boolean randomIds;
  private boolean numbered;
  private String connectionId = "";
  private String workflowId = "";
  private long ids;

  public Load(UnifiedJedis redis, Clock clock) {
    this(redis, clock, PAYLOAD);
  }

  /// @param payload JSON
  public Load(UnifiedJedis redis, Clock clock, String payload) {
    this.redis = redis;
    this.payload = payload;
    this.start = clock.now().toEpochMilli() << 16;
  }

  /// From now on the ids come in no order.
  public Load withRandomIds() {
    randomIds = true;
    return this;
  }

  /// From now on each job names a workflow and a connection, which wait for it.
  public Load waitedFor(String workflow, String connection) {
    workflowId = workflow;
    connectionId = connection;
    return this;
  }

  /// From now on an id ends with the job's number, see [#numberOf].
  public Load numbered() {
    numbered = true;
    return this;
  }

  /// The number of a job that was added after [#numbered].
  public static int numberOf(String jobId) {
    return Integer.parseInt(jobId.substring(jobId.lastIndexOf('-') + 1), 16);
  }

  /// Adds so many jobs, in turn to each stream.
  public void fill(List<String> streams, int jobs) {
    for (int from = 0; from < jobs; from += PIPELINE) {
      try (AbstractPipeline pipeline = redis.pipelined()) {
        for (int i = from; i < Math.min(jobs, from + PIPELINE); i++) {
          pipeline.sendCommand(entry(streams.get(i % streams.size()), i));
        }
        pipeline.sync();
      }
    }
  }

  /// Adds one job; its number is its task.
  public void add(String stream, int number) {
    redis.executeCommand(entry(stream, number));
  }

  private CommandArguments entry(String stream, int number) {
    return new CommandArguments(Command.XADD)
        .key(stream)
        .add("*")
        .add("jobId")
        .add(newId(number).value())
        .add("workflowId")
        .add(workflowId)
        .add("connectionId")
        .add(connectionId)
        .add("task")
        .add(Integer.toString(number))
        .add("payload")
        .add(payload);
  }

  private JobId newId(int number) {
    long high = randomIds ? random.nextLong() : start + ids++;
    return new JobId(new UUID(high, numbered ? number : random.nextLong()).toString());
  }
}

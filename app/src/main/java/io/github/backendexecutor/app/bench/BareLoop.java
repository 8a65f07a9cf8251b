package io.github.backendexecutor.app.bench;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/// The least that a consumer of a stream can do with the same client: read many, acknowledge many.
/// It keeps nothing, runs nothing and deletes nothing. What this machine's Redis and this client
/// can do at most, and so what everything else is measured against.
///
/// Its entries belong to the benchmark and to no job.
public final class BareLoop {
  private static final String GROUP = "bare";
  private static final int COUNT = 500;

  private final UnifiedJedis redis;
  private final String stream;

  /// Makes the group.
  public BareLoop(UnifiedJedis redis, String stream) {
    this.redis = redis;
    this.stream = stream;
    redis.executeCommand(
        new CommandArguments(Command.XGROUP)
            .add("CREATE")
            .key(stream)
            .add(GROUP)
            .add("0")
            .add("MKSTREAM"));
  }

  /// Reads and acknowledges until so many entries are done.
  public void run(int entries) {
    for (int done = 0; done < entries; ) {
      done += readAndAcknowledge(COUNT, 1_000).size();
    }
  }

  /// Waits for an entry and acknowledges it; the entries' fields in turn, nothing when none came.
  List<?> readAndAcknowledge(int count, long waitMillis) {
    Object reply =
        redis.executeCommand(
            new CommandArguments(Command.XREADGROUP)
                .add("GROUP")
                .add(GROUP)
                .add("bench")
                .add("COUNT")
                .add(count)
                .add("BLOCK")
                .add(waitMillis)
                .blocking()
                .add("STREAMS")
                .key(stream)
                .add(">"));
    if (!(reply instanceof List<?> streams) || streams.isEmpty()) {
      return List.of();
    }
    List<?> entries = (List<?>) ((List<?>) streams.getFirst()).get(1);
    CommandArguments acknowledge = new CommandArguments(Command.XACK).key(stream).add(GROUP);
    entries.forEach(entry -> acknowledge.add(((List<?>) entry).getFirst()));
    redis.executeCommand(acknowledge);
    return entries;
  }
}

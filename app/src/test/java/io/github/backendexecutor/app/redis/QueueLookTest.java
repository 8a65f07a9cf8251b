package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;

class QueueLookTest extends RedisTest {
  private static final String STREAM = "looked-at";

  @BeforeEach
  void clear() {
    jedis.flushAll();
  }

  @Test
  void it_knows_who_has_read_an_entry() {
    QueueLook look = new QueueLook(jedis, GROUP);
    Entry first = add("a");
    Entry second = add("b");
    assertThat(look.reader(first)).isEmpty();

    jedis.xgroupCreate(STREAM, GROUP, new StreamEntryID(0, 0), false);
    jedis.executeCommand(
        new CommandArguments(Command.XREADGROUP)
            .add("GROUP")
            .add(GROUP)
            .add("me")
            .add("COUNT")
            .add(1)
            .add("STREAMS")
            .key(STREAM)
            .add(">"));

    assertThat(look.reader(first)).contains("me");
    assertThat(look.reader(second)).isEmpty();
    assertThat(look.queue(STREAM)).satisfies(queue -> assertThat(queue.unread()).isEqualTo(1));
  }

  private Entry add(String id) {
    return new Entry(
        STREAM,
        jedis.xadd(STREAM, StreamEntryID.NEW_ENTRY, java.util.Map.of("jobId", id)).toString());
  }
}

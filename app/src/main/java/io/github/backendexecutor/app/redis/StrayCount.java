package io.github.backendexecutor.app.redis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/// Counts what [StrayEntries] would take, without taking it: entries that a group has passed and
/// that are pending for nobody. An entry that is settled while this looks may be counted.
final class StrayCount {
  private static final int MOST = 1_000;
  private static final int PAGE = 100;
  private static final int PAGES = 100;

  private final UnifiedJedis jedis;
  private final String stream;
  private final String group;

  StrayCount(UnifiedJedis jedis, String stream, String group) {
    this.jedis = jedis;
    this.stream = stream;
    this.group = group;
  }

  /// At most [#MOST], and among the first entries only.
  int upTo(String passed) {
    String after = StrayEntries.marked(jedis, group, stream);
    int strays = 0;
    for (int page = 0; page < PAGES && after != null && strays < MOST; page++) {
      List<String> ids = ids(entries("(" + after, passed));
      strays += ids.isEmpty() ? 0 : strays(ids);
      after = ids.isEmpty() ? null : ids.getLast();
    }
    return Math.min(strays, MOST);
  }

  private int strays(List<String> ids) {
    Set<String> missing = new HashSet<>(ids);
    String from = ids.getFirst();
    List<String> pending;
    do { // more than the page may be pending: entries that are gone from the stream are too
      pending = ids(pending(from, ids.getLast()));
      pending.forEach(missing::remove);
      from = pending.isEmpty() ? from : "(" + pending.getLast();
    } while (pending.size() == PAGE);
    return missing.size();
  }

  private List<?> pending(String from, String to) {
    return RedisReply.list(
        jedis.executeCommand(
            new CommandArguments(Command.XPENDING)
                .key(stream)
                .add(group)
                .add(from)
                .add(to)
                .add(PAGE)));
  }

  private List<?> entries(String from, String to) {
    return RedisReply.list(
        jedis.executeCommand(
            new CommandArguments(Command.XRANGE)
                .key(stream)
                .add(from)
                .add(to)
                .add("COUNT")
                .add(PAGE)));
  }

  private static List<String> ids(List<?> rows) {
    return rows.stream().map(row -> RedisReply.text(((List<?>) row).getFirst())).toList();
  }
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.Adoption.Adopted;
import io.github.backendexecutor.app.redis.StreamGroup.Done;
import io.github.backendexecutor.app.redis.StreamReader.Page;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// The jobs as they lie in Redis: a stream a role, this process a consumer of the group. Hides the
/// commands, their batches and the ways in which Redis can be away.
public final class RedisJobStream implements JobStream {
  private static final Logger LOG = LoggerFactory.getLogger(RedisJobStream.class);

  private final Map<Role, StreamReader> readers = new HashMap<>();
  private final Map<Role, PendingLook> looks = new HashMap<>();
  private final Map<Role, StrayEntries> strays = new HashMap<>();
  private final EntryDecoder decoder;
  private final StreamGroup group;
  private final Adoption adoption;
  private final AtomicLong vanished = new AtomicLong();
  private final GroupCommit<Done, Optional<StreamUnavailable>> settling;
  private volatile boolean left;

  /// Asks nothing of Redis yet.
  ///
  /// @param jedis may serve others too; closing it is the caller's
  /// @param streams the key of each role's stream
  public RedisJobStream(
      UnifiedJedis jedis,
      String group,
      InstanceId consumer,
      Map<Role, String> streams,
      EntryDecoder decoder,
      Clock clock) {
    byte[] groupBytes = RedisReply.bytes(group);
    byte[] consumerBytes = RedisReply.bytes(consumer.value());
    streams.forEach((role, stream) -> {
      StreamReader reader = new StreamReader(jedis, groupBytes, consumerBytes, stream);
      readers.put(role, reader);
      looks.put(role, new PendingLook(jedis, groupBytes, consumerBytes, reader));
      strays.put(role, new StrayEntries(jedis, group, consumerBytes, stream, clock));
    });
    this.decoder = decoder;
    this.group = new StreamGroup(jedis, groupBytes, consumerBytes);
    this.adoption = new Adoption(jedis, groupBytes, consumerBytes);
    this.settling =
        new GroupCommit<>(
            "redis-settle", StreamGroup.MAX_AT_ONCE, StreamUnavailable.class, this::settleBatch);
  }

  /// How many entries have been settled in how many batches.
  public GroupCommit.Volume settled() {
    return settling.volume();
  }

  @Override
  public List<Delivery> read(Role role, int max, Duration wait) {
    StreamReader reader = reader(role);
    List<Delivery> deliveries = new ArrayList<>();
    if (max < 1) { // Redis takes COUNT 0 for "all"
      return deliveries;
    }
    try {
      reader.read(
          max,
          wait,
          (id, fields) ->
              deliveries.add(decoder.decode(new Entry(reader.stream(), id), role, fields)));
    } catch (JedisException e) {
      throw RedisErrors.unavailable("reading stream " + reader.stream(), e);
    }
    return deliveries;
  }

  @Override
  public List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known) {
    StreamReader reader = reader(role);
    List<Delivery> deliveries = new ArrayList<>();
    try {
      if (after == null) {
        strays(role).take(reader.count());
      }
      String from = after == null ? null : after.id();
      do { // a page may hold only entries that are gone
        Page page =
            of(role, looks)
                .next(
                    from,
                    max,
                    known,
                    (id, fields) ->
                        deliveries.add(
                            decoder.decode(new Entry(reader.stream(), id), role, fields)));
        if (!page.vanished().isEmpty()) {
          vanished(reader.stream(), group.forget(reader.stream(), page.vanished()));
        }
        from = page.last();
      } while (deliveries.isEmpty() && from != null);
    } catch (JedisException e) {
      throw RedisErrors.unavailable("looking through stream " + reader.stream(), e);
    }
    return deliveries;
  }

  private void vanished(String stream, long entries) {
    if (entries > 0) {
      vanished.addAndGet(entries);
      LOG.warn(
          "{}: {} entries were read, and deleted or trimmed by somebody before their jobs ended;"
              + " jobs that the database knows go on",
          stream,
          entries);
    }
  }

  /// How many entries have lost their content while they were pending.
  public long vanished() {
    return vanished.get();
  }

  @Override
  public void settle(Entry entry, String settleKey) {
    if (left) {
      throw hasLeft();
    }
    Optional<StreamUnavailable> failure = settling.submit(new Done(entry, settleKey));
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public void settle(
      Entry entry, String settleKey, Consumer<@Nullable StreamUnavailable> whenDone) {
    if (left) {
      whenDone.accept(hasLeft());
    } else {
      settling.submit(new Done(entry, settleKey), answer -> whenDone.accept(failure(answer)));
    }
  }

  private static @Nullable StreamUnavailable failure(Supplier<Optional<StreamUnavailable>> answer) {
    try {
      return answer.get().orElse(null);
    } catch (RuntimeException e) { // such as too little memory for its batch
      return new StreamUnavailable("settling failed: " + e.getMessage(), e);
    }
  }

  private static StreamUnavailable hasLeft() {
    return new StreamUnavailable("this process has left the group", new IllegalStateException());
  }

  /// One script call a stream. A stream that fails fails alone.
  private List<Optional<StreamUnavailable>> settleBatch(List<Done> batch) {
    Map<String, List<Done>> byStream = new LinkedHashMap<>();
    for (Done done : batch) {
      byStream.computeIfAbsent(done.entry().stream(), _ -> new ArrayList<>()).add(done);
    }
    Map<String, Optional<StreamUnavailable>> answers = new HashMap<>();
    byStream.forEach((stream, done) -> answers.put(stream, settle(stream, done)));
    List<Optional<StreamUnavailable>> ordered = new ArrayList<>(batch.size());
    batch.forEach(done -> ordered.add(answers.get(done.entry().stream())));
    return ordered;
  }

  private Optional<StreamUnavailable> settle(String stream, List<Done> done) {
    try {
      group.settle(stream, done);
      return Optional.empty();
    } catch (JedisException e) {
      return Optional.of(RedisErrors.unavailable("settling in stream " + stream, e));
    }
  }

  @Override
  public boolean adopt(InstanceId gone) {
    boolean more = false;
    StreamUnavailable failure = null;
    for (StreamReader reader : readers.values()) {
      try {
        more |= adopt(reader.stream(), gone);
      } catch (StreamUnavailable e) { // the entries of the other streams need not wait for it
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    if (!more) {
      try {
        adoption.forget(gone);
      } catch (JedisException e) {
        throw RedisErrors.unavailable("forgetting the beat of " + gone, e);
      }
    }
    return !more;
  }

  private boolean adopt(String stream, InstanceId gone) {
    try {
      Adopted adopted = adoption.adopt(stream, gone);
      if (adopted.entries() > 0) {
        LOG.info("{}: took over {} entries of {}, which is gone", stream, adopted.entries(), gone);
      }
      vanished(stream, adopted.vanished());
      return adopted.more();
    } catch (JedisException e) {
      throw RedisErrors.unavailable("adopting entries of stream " + stream, e);
    }
  }

  /// Settles what is under way first. A stream that does not answer keeps the consumer, which the
  /// repair of another instance removes later.
  @Override
  public void leave() {
    left = true;
    settling.close();
    for (StreamReader reader : readers.values()) {
      try {
        if (!group.leave(reader.stream())) {
          LOG.debug("{}: the consumer has pending entries and stays", reader.stream());
        }
      } catch (JedisException e) {
        LOG.info(
            "{}", RedisErrors.unavailable("leaving stream " + reader.stream(), e).getMessage());
      }
    }
  }

  /// How many entries the next read of the role asks for at most.
  int count(Role role) {
    return reader(role).count();
  }

  private StreamReader reader(Role role) {
    return of(role, readers);
  }

  private StrayEntries strays(Role role) {
    return of(role, strays);
  }

  private static <T> T of(Role role, Map<Role, T> byRole) {
    T found = byRole.get(role);
    if (found == null) {
      throw new IllegalArgumentException("no stream is configured for the role " + role);
    }
    return found;
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.doctor.HubsLook;
import io.github.backendexecutor.app.doctor.RedisLook;
import io.github.backendexecutor.app.doctor.RedisServer;
import io.github.backendexecutor.app.doctor.StreamLook;
import io.github.backendexecutor.app.push.LiveHubs;
import io.github.backendexecutor.app.push.PushSettings;
import io.github.backendexecutor.app.redis.PendingExam;
import io.github.backendexecutor.app.redis.ServerExam;
import io.github.backendexecutor.app.redis.StreamsExam;
import io.github.backendexecutor.app.redis.StreamsReport;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// Redis as the doctor looks at it.
///
/// @param streams of all roles
/// @param hub the one that is told of jobs; null when Azure SignalR Service is
record StreamsLook(
    UnifiedJedis jedis, String group, Collection<String> streams, @Nullable BackplaneChannels hub)
    implements RedisLook {
  @Override
  public List<RedisServer> servers() {
    return ServerExam.look(jedis, streams).stream()
        .map(seen -> new RedisServer(seen.millis(), seen.info(), seen.config()))
        .toList();
  }

  @Override
  public Optional<String> storeId() {
    return Optional.ofNullable(StreamsExam.look(jedis, group, List.of()).storeId());
  }

  @Override
  public Optional<HubsLook> hubs() {
    return Optional.ofNullable(hub).map(this::hubs);
  }

  private HubsLook hubs(BackplaneChannels ours) {
    LiveHubs live = LiveHubs.ask(jedis);
    return new HubsLook(
        ours.prefix() + ours.hub(),
        !ours.hub().equals(PushSettings.OWN_HUB),
        live.hasApp(ours),
        live.hubs().stream().map(LiveHubs.Live::toString).toList(),
        live.advice(ours));
  }

  @Override
  public StreamLook stream(String key) {
    StreamsReport.Stream stream = examine(key);
    StreamsReport.Group ours = stream.group();
    if (ours == null) {
      return StreamLook.unread(key, stream.type(), stream.length());
    }
    PendingExam.Seen pending = PendingExam.look(jedis, group, key);
    return new StreamLook(
        key,
        stream.type(),
        stream.length(),
        true,
        stream.entriesAdded(),
        ours.entriesRead(),
        ours.lag(),
        ours.pending(),
        pending.ghosts(),
        ours.strays() == 0 ? 0 : Math.min(ours.strays(), straysNow(key)),
        consumers(ours, pending.oldest()));
  }

  private StreamsReport.Stream examine(String key) {
    return StreamsExam.look(jedis, group, List.of(key)).streams().getFirst();
  }

  /// What is settled while it is counted looks like a stray, but hardly twice.
  private int straysNow(String key) {
    StreamsReport.Group ours = examine(key).group();
    return ours == null ? 0 : ours.strays();
  }

  private static List<StreamLook.Consumer> consumers(
      StreamsReport.Group ours, Map<String, Long> oldest) {
    return ours.consumers().stream()
        .map(one ->
            new StreamLook.Consumer(one.name(), one.pending(), oldest.getOrDefault(one.name(), 0L)))
        .toList();
  }
}

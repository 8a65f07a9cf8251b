package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Evidence;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.signalr.backplane.Backplane;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubLimits;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.Transport;
import io.github.backendexecutor.signalr.transport.AllowedOrigins;
import io.github.backendexecutor.signalr.transport.ConnectionTokens;
import io.github.backendexecutor.signalr.transport.HubEndpoint;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// The hub of jobs, whole: clients come in by its servlet, jobs are told by its notifier, and Redis
/// joins it to the hubs of the other instances. It needs neither Redis nor the database to be made
/// or started; without a database it waits before it takes in clients, without Redis it tells those
/// that it has.
public final class JobHub implements AutoCloseable {
  /// Where clients connect.
  public static final String PATH = "/hubs/jobs";

  private static final HubLimits LIMITS =
      new HubLimits(
          HubLimits.DEFAULT.messageBytes(),
          Mailboxes.MOST_WAITING_BYTES,
          HubLimits.DEFAULT.connections(),
          HubLimits.DEFAULT.groupsEach());
  private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(2);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final PushSettings settings;
  private final HubTime time;
  private final HubSecret secret;
  private final Hub hub;
  private final RedisListener listener;
  private final Mailboxes mailboxes;
  private final Backplane backplane;
  private final Following following;
  private final Rest rest;
  private final Outgoing outgoing;
  private final @Nullable AzureSignalR azure;
  private final Notifier notifier;
  private @Nullable HubEndpoint endpoint;

  /// @param redis its subscription keeps one connection, and sending takes another at times
  /// @param access who may follow what
  public JobHub(
      PushSettings settings,
      UnifiedJedis redis,
      Clock clock,
      HubStore store,
      HubAccess access,
      Evidence evidence) {
    BackplaneChannels channels = settings.channels();
    String server = BackplaneChannels.newServerName("executor");
    Ledger ledger = new Ledger(evidence, clock);
    RedisPublisher publisher = new RedisPublisher(redis, clock);
    this.settings = settings;
    this.time = new HubTime(clock);
    this.secret = new HubSecret(store.secret(), clock);
    this.hub = new Hub(Following.methods(this::following), HubTimeouts.DEFAULT, LIMITS, time);
    String holding = LiveHubs.openChannel(channels, server);
    this.listener = new RedisListener(redis, holding, clock, () -> following().catchUp());
    this.mailboxes = new Mailboxes(hub, channels, listener, gap -> following().lookUp(gap));
    this.rest = new Rest(clock);
    Replay replay = new Replay(store, clock, rest);
    this.following = new Following(mailboxes, hub.groups(), replay, access, clock);
    EventSieve sieve = new EventSieve(new RedisPubSub(listener, publisher), channels, mailboxes);
    this.backplane = new Backplane(hub, channels, server, sieve);
    RedisRound round = new RedisRound(publisher, channels, mailboxes, ledger, clock);
    this.outgoing = new Outgoing(round, ledger, clock);
    AzureAddress address = settings.azure();
    this.azure = address == null ? null : new AzureSignalR(address, channels.hub(), ledger, clock);
    Consumer<Parcel> elsewhere = azure == null ? outgoing::add : azure::add;
    this.notifier =
        new HubNotifier(mailboxes, round, outgoing::add, elsewhere, store.events(), ledger);
  }

  /// Takes part from now on.
  public void start() {
    hub.listen(mailboxes); // before the backplane, which hears of connections after it
    backplane.start();
    listener.start();
    outgoing.start();
    secret.start(settings.secret());
  }

  /// Tells clients here and elsewhere.
  public Notifier notifier() {
    return notifier;
  }

  /// To be bound to each of [#paths()].
  public HttpServlet servlet() {
    return new HubServlet(this::endpoint, HubGate.of(settings));
  }

  public static List<String> paths() {
    return List.of(PATH, PATH + "/negotiate");
  }

  /// How many clients are connected here.
  public int connections() {
    return hub.size();
  }

  /// Sends what is to be sent, and tells the clients to come back, to another instance or this one
  /// after its restart. To be called while HTTP is still served.
  @Override
  public void close() {
    outgoing.close();
    if (azure != null) {
      azure.close();
    }
    hub.close(GOODBYE);
    backplane.close();
    secret.close();
    rest.close();
    listener.close();
  }

  private Following following() {
    return following;
  }

  private synchronized @Nullable HubEndpoint endpoint() {
    byte[] key = secret.key();
    if (endpoint == null && key != null) {
      endpoint =
          new HubEndpoint(
              hub,
              new ConnectionTokens(key, TOKEN_VALIDITY, time),
              EnumSet.allOf(Transport.class),
              new AllowedOrigins(settings.allowedOrigins()));
    }
    return endpoint;
  }
}

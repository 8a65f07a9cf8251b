package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.hub.HubUser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// One executor as its clients see it: a hub behind Tomcat, as Spring Boot sets it up.
final class Instance implements AutoCloseable {
  private static final JobHistory NO_JOBS =
      new InMemoryJobStore(new InstanceId("none"), new ManualClock());

  final RecentEvidence evidence = new RecentEvidence();
  final JobHub hub;
  private final SystemClock clock = new SystemClock();
  private final UnifiedJedis redis;
  private final Tomcat tomcat = new Tomcat();

  private Instance(
      String redisAddress, PushSettings settings, HubStore store, HubAccess access, int port)
      throws Exception {
    redis = RedisConnections.open(RedisAddress.parse(redisAddress), "test", 4);
    hub = new JobHub(settings, redis, clock, store, access, evidence);
    Path base = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat
        .getConnector()
        .getProtocolHandler()
        .setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    tomcat.getConnector().setProperty("connectionTimeout", "10000");
    tomcat.getConnector().setProperty("socket.appReadBufSize", "1024");
    Context context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(new WsSci(), null);
    Tomcat.addServlet(context, "hub", hub.servlet()).setAsyncSupported(true);
    JobHub.paths().forEach(path -> context.addServletMapping(path, "hub"));
    tomcat.start();
    hub.start();
  }

  static Builder on(int redisPort) {
    return onAddress("127.0.0.1:" + redisPort);
  }

  static Builder onAddress(String redis) {
    return new Builder(redis);
  }

  URI uri() {
    return URI.create("http://localhost:" + port() + JobHub.PATH);
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  void tell(JobEvent event) {
    hub.notifier().tell(event);
  }

  /// What became of this event, newest first.
  List<Notification.Outcome> outcomes(JobEvent event) {
    return evidence.latest().stream()
        .filter(kept -> kept.eventId().equals(event.eventId()))
        .map(Notification::outcome)
        .toList();
  }

  @Override
  public void close() throws LifecycleException {
    hub.close();
    tomcat.stop();
    tomcat.destroy();
    redis.close();
    clock.close();
  }

  /// What a test does not name has a plain value.
  static final class Builder {
    private final String redis;
    private String name = PushSettings.OWN_HUB;
    private JobEvents past = new MemoryEvents();
    private JobHistory jobs = NO_JOBS;
    private Supplier<String> secret = () -> "the same at all instances";
    private HubAccess access = HubAccess.everything();
    private @Nullable String token;
    private @Nullable AzureAddress azure;
    private Set<String> origins = Set.of();
    private int port;

    private Builder(String redis) {
      this.redis = redis;
    }

    Builder named(String hub) {
      name = hub;
      return this;
    }

    Builder past(JobEvents events) {
      past = events;
      return this;
    }

    Builder jobs(JobHistory rows) {
      jobs = rows;
      return this;
    }

    Builder secret(Supplier<String> shared) {
      secret = shared;
      return this;
    }

    Builder access(HubAccess who) {
      access = who;
      return this;
    }

    Builder token(String secret) {
      token = secret;
      return this;
    }

    Builder azure(String connectionString) {
      azure = AzureAddress.parse(connectionString);
      return this;
    }

    Builder origins(String... allowed) {
      origins = Set.of(allowed);
      return this;
    }

    Builder port(int at) {
      port = at;
      return this;
    }

    Instance start() throws Exception {
      PushSettings settings =
          new PushSettings(new BackplaneChannels("", name), origins, callers(token), null, azure);
      return new Instance(redis, settings, new HubStore(past, jobs, secret), access, port);
    }

    private static @Nullable HubCallers callers(@Nullable String token) {
      return token == null ? null : shown -> token.equals(shown) ? HubUser.ANONYMOUS : null;
    }
  }
}

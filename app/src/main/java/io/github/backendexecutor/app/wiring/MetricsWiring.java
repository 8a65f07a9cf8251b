package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.RoleConfig;
import io.github.backendexecutor.app.metrics.Backlog;
import io.github.backendexecutor.app.metrics.ExecutorMeters;
import io.github.backendexecutor.app.metrics.JobMeters;
import io.github.backendexecutor.app.metrics.Pulse;
import io.github.backendexecutor.app.metrics.TraceExport;
import io.github.backendexecutor.app.push.JobHub;
import io.github.backendexecutor.app.redis.QueueLook;
import io.github.backendexecutor.executor.Snapshot;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.NotificationCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Metrics, traces, and whether the loops still turn.
@Configuration(proxyBeanMethods = false)
class MetricsWiring {
  @Bean
  Watch watch(ExecutorConfig config, MeterRegistry registry, InstanceId instance, Clock clock) {
    String collector = config.watch().traces();
    return new Watch(
        new JobMeters(registry, roles(config), clock),
        collector == null
            ? null
            : new TraceExport(
                collector, config.watch().traceHeaders(), instance, Parts.version(), clock));
  }

  @Bean
  MeterBinder executorMeters(
      ExecutorConfig config, ServiceLifecycle lifecycle, Servers servers, Watch watch) {
    return registry ->
        new ExecutorMeters(
                registry, () -> lifecycle.snapshot().map(now -> pulse(now, servers, watch)))
            .bind(roles(config), Parts.version());
  }

  @Bean
  MeterBinder hubMeters(JobHub hub, ObjectProvider<NotificationCounts> counts) {
    return registry -> {
      ExecutorMeters meters = new ExecutorMeters(registry, Optional::empty);
      meters.bindHub(hub::connections);
      counts.ifAvailable(meters::bind);
    };
  }

  @Bean
  Backlog backlog(
      ExecutorConfig config,
      Servers servers,
      JobCounts counts,
      MeterRegistry registry,
      Clock clock) {
    QueueLook look = new QueueLook(servers.quickRedis(), config.group());
    Map<Role, String> streams = Parts.streams(config);
    Backlog backlog =
        new Backlog(
            roles(config),
            role -> queue(look.queue(Objects.requireNonNull(streams.get(role)))),
            counts::standing,
            clock);
    backlog.start(registry);
    return backlog;
  }

  @Bean
  LoopsHealth loopsHealthIndicator(ServiceLifecycle lifecycle, Clock clock) {
    return new LoopsHealth(lifecycle::stuck, clock);
  }

  private static Backlog.Queue queue(QueueLook.Queue seen) {
    return new Backlog.Queue(seen.unread(), seen.pending(), seen.oldest());
  }

  private static Pulse pulse(Snapshot now, Servers servers, Watch watch) {
    return new Pulse(
        now.ready(),
        now.capacity(),
        Objects.requireNonNullElse(now.control(), Control.NONE),
        now.taken(),
        now.storeAway(),
        now.streamAway(),
        now.sinceBeat(),
        now.counts().takenOver(),
        now.counts().refused(),
        now.counts().kept(),
        servers.commits(),
        watch.settled());
  }

  private static List<Role> roles(ExecutorConfig config) {
    return config.roles().stream().map(RoleConfig::role).toList();
  }
}

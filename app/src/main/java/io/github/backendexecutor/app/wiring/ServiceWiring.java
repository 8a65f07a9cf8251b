package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.Secrets;
import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.LoadedConfig;
import io.github.backendexecutor.app.redis.EntryDecoder;
import io.github.backendexecutor.app.redis.RedisJobStream;
import io.github.backendexecutor.app.redis.RedisProducer;
import io.github.backendexecutor.executor.ExecutorSettings;
import io.github.backendexecutor.executor.Sockets;
import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobProducer;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The service: every room made and plugged into the next.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  ApiWiring.class,
  DashboardWiring.class,
  GateWiring.class,
  HousekeepingWiring.class,
  HubWiring.class,
  MetricsWiring.class,
  RowWiring.class
})
public class ServiceWiring {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceWiring.class);

  /// Starts the service of this configuration and returns when HTTP is served; the executor itself
  /// starts when its servers answer.
  ///
  /// @param settings options of the command line that are settings, and `--config`
  public static ServiceHandle start(List<String> settings) throws ConfigProblems, CannotStart {
    LoadedConfig loaded = ProcessConfig.load(settings);
    SpringApplication application = new SpringApplication(ServiceWiring.class);
    application.setEnvironment(loaded.environment());
    application.setAddCommandLineProperties(false);
    application.setDefaultProperties(SpringDefaults.of(loaded.config()));
    application.addInitializers(context -> {
      LogMask.install(new Secrets(KnownSecrets.of(loaded.config())));
      context.getBeanFactory().registerSingleton("config", loaded.config());
    });
    ServiceHandle service = new ServiceHandle(run(application, loaded.config()));
    loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
    LOG.info("serving http://{}:{}", loaded.config().server().address(), service.port());
    return service;
  }

  private static ConfigurableApplicationContext run(
      SpringApplication application, ExecutorConfig config) throws CannotStart {
    try {
      return application.run();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof PortInUseException) {
          throw new CannotStart(
              "SERVER_PORT: port " + config.server().port() + " is in use; choose another", e);
        }
        if (isOurs(cause)) {
          throw new CannotStart(String.valueOf(cause.getMessage()), e);
        }
      }
      throw e;
    }
  }

  /// Thrown by one of our rooms, whose messages are made for people.
  private static boolean isOurs(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("io.github.backendexecutor.");
  }

  /// A clock for what happens outside of a service's life.
  public static Clock systemClock() {
    return new SystemClock();
  }

  @Bean
  SystemClock clock() {
    return new SystemClock();
  }

  @Bean
  InstanceId instance() {
    return Parts.newInstance();
  }

  @Bean
  Servers servers(ExecutorConfig config, InstanceId instance, Clock clock) {
    return new Servers(config, instance, clock);
  }

  @Bean
  RoleRunners runners(ExecutorConfig config, Clock clock) {
    return new RoleRunners(config, clock);
  }

  @Bean
  JobHistory history(Servers servers) {
    return servers.database().history();
  }

  @Bean
  JobProducer producer(Servers servers, ExecutorConfig config) {
    return new RedisProducer(servers.redis(), Parts.streamOf(config))::submit;
  }

  @Bean
  ServiceLifecycle lifecycle(
      ExecutorConfig config,
      Servers servers,
      RoleRunners runners,
      Notifier notifier,
      Clock clock,
      ApplicationContext context) {
    List<RoleSettings> roles = runners.settings();
    InstanceId instance = context.getBean(InstanceId.class);
    Watch watch = context.getBean(Watch.class);
    return new ServiceLifecycle(
        servers,
        () ->
            new ExecutorSettings(roles, limits(config), config.shutdownGrace(), config.deadAfter()),
        () -> sockets(config, servers, notifier, watch, clock, instance),
        clock,
        code -> System.exit(SpringApplication.exit(context, () -> code)));
  }

  @Bean
  ExecutorHealth executorHealthIndicator(ServiceLifecycle lifecycle) {
    return new ExecutorHealth(lifecycle);
  }

  private static Sockets sockets(
      ExecutorConfig config,
      Servers servers,
      Notifier notifier,
      Watch watch,
      Clock clock,
      InstanceId instance) {
    var stream =
        new RedisJobStream(
            servers.redis(),
            config.group(),
            instance,
            Parts.streams(config),
            new EntryDecoder(clock, config.maxEntryBytes()),
            clock);
    return new Sockets(
        watch.over(stream),
        servers.rows(),
        servers.members(),
        notifier,
        watch.observer(),
        World.of(clock));
  }

  private static Limits limits(ExecutorConfig config) {
    Map<Role, Integer> max = new TreeMap<>();
    config.roles().forEach(role -> max.put(role.role(), role.max()));
    Limits limits = Limits.of(config.totalLimit(), max, Runtime.getRuntime().maxMemory());
    boolean bounded = config.totalLimit() > 0;
    LOG.info(
        "limits: {} in all, {}{}",
        word(config.totalLimit()),
        inWords(config),
        bounded ? "" : "; unlimited means what this heap holds, " + limits.total());
    return limits;
  }

  private static String inWords(ExecutorConfig config) {
    return config.roles().stream()
        .map(role -> role.role() + " " + word(role.max()))
        .collect(Collectors.joining(", "));
  }

  private static String word(int max) {
    return max == 0 ? "unlimited" : Integer.toString(max);
  }
}

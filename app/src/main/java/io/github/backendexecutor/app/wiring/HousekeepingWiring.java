package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.World;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What removes old jobs.
@Configuration(proxyBeanMethods = false)
class HousekeepingWiring {
  @Bean
  HousekeepingLifecycle housekeeping(
      ExecutorConfig config, Servers servers, Clock clock, ServiceLifecycle service) {
    Housekeeper housekeeper =
        new Housekeeper(servers.database().housekeeping(clock), config.retention(), clock);
    return new HousekeepingLifecycle(
        housekeeper, () -> service.snapshot().isPresent(), World.of(clock));
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Controls;
import io.github.backendexecutor.executor.spi.Instances;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.Submissions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What people see of the database, and what they change in it.
@Configuration(proxyBeanMethods = false)
class RowWiring {
  @Bean
  JobLists lists(Servers servers) {
    return servers.database().lists();
  }

  @Bean
  JobCounts counts(Servers servers, Clock clock) {
    return servers.database().counts(clock);
  }

  @Bean
  Operator operator(Servers servers, Clock clock) {
    return servers.database().operator(clock);
  }

  @Bean
  Canceller canceller(Servers servers, Clock clock) {
    return servers.database().canceller(clock);
  }

  @Bean
  Controls controls(Servers servers, Clock clock) {
    return servers.database().controls(clock);
  }

  @Bean
  Audit audit(Servers servers, Clock clock) {
    return servers.database().audit(clock);
  }

  @Bean
  Submissions submissions(Servers servers, Clock clock) {
    return servers.database().submissions(clock);
  }

  @Bean
  Instances instances(Servers servers, Clock clock) {
    return servers.database().instances(clock);
  }
}

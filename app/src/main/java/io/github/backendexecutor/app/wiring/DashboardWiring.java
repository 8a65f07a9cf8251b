package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.dashboard.Assets;
import io.github.backendexecutor.app.dashboard.PageController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The pages for people, beside the API that they fetch from.
@Configuration(proxyBeanMethods = false)
class DashboardWiring {
  @Bean
  PageController pages() {
    return new PageController(Assets.load());
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.gate.Attempts;
import io.github.backendexecutor.app.api.gate.Gate;
import io.github.backendexecutor.app.api.gate.Keys;
import io.github.backendexecutor.app.api.gate.Rules;
import io.github.backendexecutor.app.api.gate.Sessions;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.executor.spi.Clock;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/// The same gate where health and metrics have a port of their own. Spring makes that port a
/// context of its own, and finds this in `META-INF/spring`.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementGateWiring {
  @Bean
  FilterRegistrationBean<Gate> managementGate(
      ExecutorConfig config, Keys keys, Sessions sessions, Attempts attempts, Clock clock) {
    Rules rules = Rules.ofManagement();
    return GateWiring.first(
        new Gate(rules, keys, sessions, attempts, clock, config.maxEntryBytes()));
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementTomcat() {
    return GateWiring::harden;
  }
}

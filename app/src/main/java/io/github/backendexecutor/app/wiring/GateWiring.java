package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.Secrets;
import io.github.backendexecutor.app.api.gate.Attempts;
import io.github.backendexecutor.app.api.gate.Gate;
import io.github.backendexecutor.app.api.gate.HeadDeadline;
import io.github.backendexecutor.app.api.gate.Keys;
import io.github.backendexecutor.app.api.gate.OpenId;
import io.github.backendexecutor.app.api.gate.ProblemValve;
import io.github.backendexecutor.app.api.gate.Rules;
import io.github.backendexecutor.app.api.gate.SessionKey;
import io.github.backendexecutor.app.api.gate.Sessions;
import io.github.backendexecutor.app.config.AccessConfig;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.executor.spi.Clock;
import jakarta.servlet.DispatcherType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Who may come in by HTTP, and how the server reads a request before it comes to us.
@Configuration(proxyBeanMethods = false)
class GateWiring {
  @Bean
  Secrets secrets(ExecutorConfig config) {
    return new Secrets(KnownSecrets.of(config));
  }

  @Bean
  Keys keys(ExecutorConfig config) {
    AccessConfig access = config.server().access();
    AccessConfig.Oidc oidc = access.oidc();
    return new Keys(
        access.adminToken(),
        access.operatorToken(),
        access.viewerToken(),
        oidc == null ? null : new OpenId(oidc.issuer(), oidc.audience(), oidc.rolesClaim()));
  }

  @Bean
  Sessions sessions(ExecutorConfig config, Servers servers, Clock clock) {
    AccessConfig access = config.server().access();
    List<String> tokens =
        Stream.of(access.adminToken(), access.operatorToken(), access.viewerToken())
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    return new Sessions(new SessionKey(servers.database()::hubSecret, tokens), clock);
  }

  @Bean
  Attempts attempts(Clock clock) {
    return new Attempts(clock);
  }

  @Bean
  Rules rules() {
    return new Rules();
  }

  @Bean
  FilterRegistrationBean<Gate> gate(
      ExecutorConfig config,
      Rules rules,
      Keys keys,
      Sessions sessions,
      Attempts attempts,
      Clock clock) {
    return first(new Gate(rules, keys, sessions, attempts, clock, config.maxEntryBytes()));
  }

  /// In front of all else.
  static FilterRegistrationBean<Gate> first(Gate gate) {
    FilterRegistrationBean<Gate> registration = new FilterRegistrationBean<>(gate);
    registration.setName("gate");
    registration.addUrlPatterns("/*");
    registration.setDispatcherTypes(DispatcherType.REQUEST);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  /// A slash within a job's id stays a part of the id.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
    return tomcat -> {
      tomcat.addConnectorCustomizers(connector -> {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setProperty("socket.appReadBufSize", "1024"); // longer reads go past this buffer
      });
      harden(tomcat);
    };
  }

  /// What the server says by itself has the form of all other errors, and nobody keeps it waiting.
  static void harden(TomcatServletWebServerFactory tomcat) {
    tomcat.setProtocol(HeadDeadline.class.getName());
    tomcat.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(ProblemValve.class.getName());
      }
    });
  }
}

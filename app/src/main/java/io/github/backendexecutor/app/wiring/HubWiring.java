package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.app.api.gate.Keys;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.SignalRConfig;
import io.github.backendexecutor.app.jdbc.EvidenceLog;
import io.github.backendexecutor.app.push.AzureAddress;
import io.github.backendexecutor.app.push.HubAccess;
import io.github.backendexecutor.app.push.HubStore;
import io.github.backendexecutor.app.push.JobHub;
import io.github.backendexecutor.app.push.PushSettings;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.Notifications;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.hub.HubUser;
import jakarta.servlet.http.HttpServlet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The hub that clients connect to, plugged into HTTP, Redis and the history of jobs.
@Configuration(proxyBeanMethods = false)
class HubWiring {
  @Bean
  EvidenceLog evidence(Servers servers, Clock clock) {
    return servers.database().evidence(clock);
  }

  @Bean
  Notifications notifications(Servers servers) {
    return servers.database().notifications();
  }

  @Bean
  JobEvents events(Servers servers) {
    return servers.database().events();
  }

  /// Started and closed by its lifecycle, in time.
  @Bean(destroyMethod = "")
  JobHub hub(
      ExecutorConfig config,
      Servers servers,
      Clock clock,
      HubStore store,
      EvidenceLog evidence,
      Keys keys) {
    return new JobHub(
        settings(config, keys), servers.hubRedis(), clock, store, HubAccess.everything(), evidence);
  }

  @Bean
  HubStore hubStore(Servers servers, JobEvents events, JobHistory history) {
    return new HubStore(events, history, servers.database()::hubSecret);
  }

  @Bean
  HubLifecycle hubLifecycle(JobHub hub) {
    return new HubLifecycle(hub);
  }

  @Bean
  Notifier notifier(JobHub hub) {
    return hub.notifier();
  }

  @Bean
  ServletRegistrationBean<HttpServlet> hubServlet(JobHub hub) {
    ServletRegistrationBean<HttpServlet> servlet =
        new ServletRegistrationBean<>(hub.servlet(), JobHub.paths().toArray(String[]::new));
    servlet.setName("hub");
    servlet.setAsyncSupported(true);
    return servlet;
  }

  private static PushSettings settings(ExecutorConfig config, Keys keys) {
    SignalRConfig signalr = config.signalr();
    String azure = signalr.azure();
    return new PushSettings(
        new BackplaneChannels(signalr.channelPrefix(), signalr.hub()),
        Set.copyOf(signalr.allowedOrigins()),
        keys.required() ? shown -> hubUser(keys, shown) : null,
        signalr.secret(),
        azure == null ? null : AzureAddress.parse(azure));
  }

  /// The same tokens as for the API, each of which lets look at least.
  private static @Nullable HubUser hubUser(Keys keys, @Nullable String shown) {
    Caller caller = shown == null ? null : keys.caller(shown);
    if (caller == null) {
      return null;
    }
    boolean known = caller.how() == Caller.How.OIDC;
    return new HubUser(known ? caller.name() : null, caller.expiresAt(), null);
  }
}

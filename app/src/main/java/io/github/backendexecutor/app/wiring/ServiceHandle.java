package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.DemoSocket;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobProducer;
import java.util.Collection;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;

/// A service that runs in this process. Closing it stops it, as a signal would.
public final class ServiceHandle implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  ServiceHandle(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /// Waits until Redis and the database have answered and jobs are read.
  public void awaitReady() throws InterruptedException {
    context.getBean(ServiceLifecycle.class).awaitStarted();
  }

  public JobProducer producer() {
    return context.getBean(JobProducer.class);
  }

  public JobHistory history() {
    return context.getBean(JobHistory.class);
  }

  public Clock clock() {
    return context.getBean(Clock.class);
  }

  /// Where Redis is, in words and without its password.
  public String redis() {
    return context.getBean(Servers.class).redisAddress();
  }

  /// Where HTTP is served.
  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /// Puts a button on the pages.
  ///
  /// @param start starts a workflow and returns its id at once
  public void offerDemo(Supplier<String> start) {
    context.getBean(DemoSocket.class).offer(start);
  }

  /// For tests: a part of the service.
  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// For tests: all parts of this type.
  <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  @Override
  public void close() {
    context.close();
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.jdbc.PostgresServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

class PostgresServiceTest extends ServiceContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @Override
  String newDatabase(Path folder) {
    return PostgresServer.newUrl("service_" + DATABASES.incrementAndGet());
  }
}

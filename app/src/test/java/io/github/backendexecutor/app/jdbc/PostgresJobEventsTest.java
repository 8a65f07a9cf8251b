package io.github.backendexecutor.app.jdbc;

import org.junit.jupiter.api.BeforeEach;

class PostgresJobEventsTest extends JobEventsCase {
  private static final String NAME = "events";

  @Override
  @BeforeEach
  void start() {
    PostgresServer.newDatabase(NAME);
    super.start();
  }

  @Override
  Database open() {
    return Database.open(PostgresServer.address(NAME));
  }
}

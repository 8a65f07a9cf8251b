package io.github.backendexecutor.executor.job;

/// One start of one executor process: owner of rows in the database and consumer name in Redis.
/// Never used again by a later start, so that what a dead process owned can be told from what
/// lives.
public record InstanceId(String value) {
  @Override
  public String toString() {
    return value;
  }
}

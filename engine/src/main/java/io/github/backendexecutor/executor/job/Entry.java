package io.github.backendexecutor.executor.job;

/// The place of an entry in Redis: the stream's key and the entry's id (`1700000000000-0`).
public record Entry(String stream, String id) {
  @Override
  public String toString() {
    return stream + "/" + id;
  }
}

package io.github.backendexecutor.bench;

/// One measurement, in a process of its own.
@FunctionalInterface
interface Play {
  void play(Notes notes) throws Exception;
}

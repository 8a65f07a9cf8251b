package io.github.backendexecutor.executor.job;

/// Events that are counted together.
public sealed interface Feed {
  String id();

  /// The events of one job.
  record OfJob(String id) implements Feed {}

  /// The events of all jobs of a workflow.
  record OfWorkflow(String id) implements Feed {}
}

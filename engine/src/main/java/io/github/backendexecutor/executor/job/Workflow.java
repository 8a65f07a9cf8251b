package io.github.backendexecutor.executor.job;

import java.util.List;

/// A workflow with its jobs.
///
/// @param jobs oldest first, the first ones of them when [WorkflowLine#more] says so
public record Workflow(WorkflowLine line, List<JobLine> jobs) {
  public Workflow {
    jobs = List.copyOf(jobs);
  }
}

package io.github.backendexecutor.executor.job;

/// An event with its numbers.
public record NumberedEvent(JobEvent event, EventNumber number) {

  /// Where it stands in this feed; 0 when it is not in it, or has no number.
  public long in(Feed feed) {
    return switch (feed) {
      case Feed.OfJob(var id) when id.equals(event.jobId().value()) -> number.inJob();
      case Feed.OfWorkflow(var id) when id.equals(event.workflowId()) -> number.inWorkflow();
      case Feed.OfJob _, Feed.OfWorkflow _ -> 0;
    };
  }
}

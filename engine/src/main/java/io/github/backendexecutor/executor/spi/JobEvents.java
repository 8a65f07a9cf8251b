package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.NumberedEvent;
import java.util.List;

/// What happened to jobs, as the database numbers it in the transactions that make it happen. Only
/// jobs that somebody can wait for have such events: those that name a workflow, a connection, a
/// user or a group.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface JobEvents {
  /// The numbers of an event that is to be told; [EventNumber#NONE] when it has none. Quick for
  /// what this process has just saved, which may be asked for once; else it asks the database.
  EventNumber number(JobEvent event);

  /// The events of the feed after this number, oldest first, at most `max`. A result is left out
  /// when the job has gone on since, or when those before it are large already: read it from the
  /// job.
  List<NumberedEvent> after(Feed feed, long number, int max);

  /// Where the event of this id stands in the feed; 0 when it is not known there.
  long numberOf(String eventId, Feed feed);
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.spi.JobEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Events as a database would have numbered them. Those that were never added have no number.
class MemoryEvents implements JobEvents {
  private final List<NumberedEvent> all = new CopyOnWriteArrayList<>();

  /// It happened: from now on it has its numbers.
  synchronized JobEvent add(JobEvent event) {
    long inJob = all.stream().filter(one -> one.event().jobId().equals(event.jobId())).count();
    long inWorkflow =
        all.stream().filter(one -> one.event().workflowId().equals(event.workflowId())).count();
    EventNumber number =
        new EventNumber(inJob + 1, event.workflowId().isEmpty() ? 0 : inWorkflow + 1);
    all.add(new NumberedEvent(event, number));
    return event;
  }

  @Override
  public EventNumber number(JobEvent event) {
    return all.stream()
        .filter(one -> one.event().eventId().equals(event.eventId()))
        .map(NumberedEvent::number)
        .findFirst()
        .orElse(EventNumber.NONE);
  }

  @Override
  public List<NumberedEvent> after(Feed feed, long number, int max) {
    return all.stream().filter(one -> one.in(feed) > number).limit(max).toList();
  }

  @Override
  public long numberOf(String eventId, Feed feed) {
    return all.stream()
        .filter(one -> one.event().eventId().equals(eventId))
        .mapToLong(one -> one.in(feed))
        .findFirst()
        .orElse(0);
  }
}

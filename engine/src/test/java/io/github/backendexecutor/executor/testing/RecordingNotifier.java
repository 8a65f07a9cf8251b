package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.spi.Notifier;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps what was told, in order.
public final class RecordingNotifier implements Notifier {
  private final List<JobEvent> events = new CopyOnWriteArrayList<>();

  private final AtomicBoolean breaks = new AtomicBoolean();

  @Override
  public void tell(JobEvent event) {
    if (event.kind() == JobEvent.Kind.COMPLETED && breaks.getAndSet(false)) {
      throw new AssertionError("made for this test");
    }
    events.add(event);
  }

  /// The next end is told with an Error.
  public void breakOnce() {
    breaks.set(true);
  }

  public List<JobEvent> events() {
    return List.copyOf(events);
  }

  public List<JobEvent> events(JobId id) {
    return events.stream().filter(event -> event.jobId().equals(id)).toList();
  }

  /// The ends that were told of a job, repetitions included.
  public List<JobEvent> ends(JobId id) {
    return events(id).stream().filter(event -> event.kind() == JobEvent.Kind.COMPLETED).toList();
  }
}

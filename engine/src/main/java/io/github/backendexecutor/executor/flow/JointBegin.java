package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.spi.Observer.Stay;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The begin of entries that were read together: one call of the store for all of them, and only
/// then does each job get a thread of its own. A job that waits for its begin is so a few objects,
/// and no thread with its stack, which counts as they are many. When the call fails each job begins
/// by itself, and waits for the database, or is refused by it, by itself.
final class JointBegin implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JointBegin.class);

  /// Fewer begin each on its own thread, which is one step less for each.
  static final int FEWEST = 4;

  private final Rooms rooms;
  private final List<Delivery> deliveries;
  private final List<JobRun> jobs;

  /// @param jobs one for each of the deliveries, in their order
  JointBegin(Rooms rooms, List<Delivery> deliveries, List<JobRun> jobs) {
    this.rooms = rooms;
    this.deliveries = deliveries;
    this.jobs = jobs;
  }

  @Override
  public void run() {
    List<Stay> stays = new ArrayList<>(jobs.size());
    try {
      jobs.forEach(job -> stays.add(job.awaitsBegin()));
      List<Begun> answers = rooms.store().beginTogether(deliveries);
      for (int i = 0; i < jobs.size(); i++) {
        jobs.get(i).begun(answers.get(i));
      }
    } catch (RuntimeException e) {
      LOG.debug("{} entries begin one by one: {}", jobs.size(), e.toString());
    } finally { // even if memory is short: each of them holds a slot
      stays.forEach(Stay::close);
      jobs.forEach(rooms.threads()::start);
    }
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.Queues;
import io.github.backendexecutor.app.redis.QueueLook;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.util.Map;
import java.util.Optional;

/// The streams of the configured roles, as the API looks at them.
///
/// @param streams of each role
record StreamQueues(QueueLook look, Map<Role, String> streams) implements Queues {
  @Override
  public Queue of(Role role) {
    String stream = streams.get(role);
    if (stream == null) {
      return new Queue(0, 0, null);
    }
    QueueLook.Queue seen = look.queue(stream);
    return new Queue(seen.unread(), seen.pending(), seen.oldest());
  }

  @Override
  public Optional<Queued> entry(Entry entry) {
    return streams.entrySet().stream()
        .filter(role -> role.getValue().equals(entry.stream()))
        .findAny()
        .flatMap(role -> look.entry(entry).map(seen -> queued(role.getKey(), seen)));
  }

  @Override
  public Optional<Queued> find(JobId id) {
    return streams.entrySet().stream()
        .flatMap(role ->
            look.find(role.getValue(), "jobId", id.value()).stream()
                .map(seen -> queued(role.getKey(), seen)))
        .findFirst();
  }

  private Queued queued(Role role, QueueLook.Seen seen) {
    InstanceId reader = look.reader(seen.entry()).map(InstanceId::new).orElse(null);
    return new Queued(role, seen.entry(), seen.fields(), seen.at(), reader);
  }
}

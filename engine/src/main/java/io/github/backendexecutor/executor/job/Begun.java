package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// What the database answers when an entry asks to begin.
public sealed interface Begun {
  /// The row is committed as running and is ours: run it.
  record Started(Run run) implements Begun {}

  /// The row is committed and waits for its time; it will come back as a due row.
  record Scheduled(Instant at) implements Begun {}

  /// The job has ended already (a redelivery, or an entry that can never run): tell it again,
  /// settle.
  record Ended(JobEvent event) implements Begun {}

  /// The job is known and not ended: it runs or waits. The entry stays pending and uses no slot.
  record Elsewhere(JobState state) implements Begun {}
}

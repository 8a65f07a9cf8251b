package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.TakenOver;
import java.util.Set;

/// Which runs belong to whom, as the database has it.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Ownership {
  /// The runs that are running as ours.
  Set<RunKey> mine();

  /// Those of our runs that somebody wants cancelled.
  Set<RunKey> toCancel();

  /// Ends at most `max` runs of the role whose instance is gone, and marks the instance so, in one
  /// transaction: each becomes `ready`, due now, with one more loss; or `failed` when it was lost
  /// more than `maxLost` times; or `cancelled` when that was asked for. Each gets a line of the
  /// attempt history. When the instance has beaten again since that beat nothing is changed. What
  /// another transaction holds is passed over.
  TakenOver takeOver(Gone gone, Role role, int maxLost, int max);
}

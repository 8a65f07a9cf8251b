package io.github.backendexecutor.executor.job;

/// How many slots there are, of a role or of all roles together at one instance, and who has them.
///
/// @param max how many jobs may run at once; at least 1
/// @param running how many have begun and not ended
/// @param ofRows how many slots work that waited in the database has taken, see [#mostOfRows]
public record Occupancy(int max, int running, int ofRows) {

  /// Retries, scheduled and released jobs leave a fifth of the slots to new entries, so that a
  /// storm of them does not hold those up.
  public static int mostOfRows(int max) {
    return max == 1 ? 1 : max - Math.ceilDiv(max, 5);
  }

  /// Whether there is no slot for one more job.
  ///
  /// @param fromRow whether it waits in the database
  public boolean isFull(boolean fromRow) {
    return running >= max || (fromRow && ofRows >= mostOfRows(max));
  }
}

package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Ending;
import java.io.IOException;

/// Where endings wait for a database that is away, when memory is not the place: there are too
/// many, or this process stops.
public interface Spool {
  /// Keeps an ending so that it outlives this process: when this returns it is on the disk. It is
  /// saved before anything else once the database answers, by this process or by the next one that
  /// starts here, unless the job has been taken over by then.
  ///
  /// @throws IOException when it cannot be kept
  void keep(Ending ending) throws IOException;
}

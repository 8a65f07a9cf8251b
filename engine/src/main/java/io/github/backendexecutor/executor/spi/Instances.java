package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.job.InstanceNote;
import java.util.List;

/// The instances of the group, for people who look.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Instances {
  /// Keeps what an instance says of itself; saying it again replaces it.
  void describe(InstanceNote note);

  /// Those that live and those that went within about a day, the youngest first.
  List<InstanceLine> all();
}

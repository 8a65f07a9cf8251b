package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AuditLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log of every change that somebody asked for.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Audit {
  /// Adds a line for a change that is not made through a socket that writes its own. Texts are cut:
  /// action to 50 characters, target to 300, detail to 2,000.
  void note(Actor actor, String action, String target, String detail);

  /// The lines before this one, the newest first, at most `limit`.
  ///
  /// @param before the id of a line; null: from the newest
  List<AuditLine> lines(@Nullable Long before, int limit);
}

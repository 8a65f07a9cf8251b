package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubUser;

/// Who may hear of what. To know an id is no permission.
@FunctionalInterface
public interface HubAccess {
  /// Whether this user may hear of the job or the workflow of this id. May block.
  boolean maySee(HubUser user, String id);

  /// Whoever was let in sees everything: right where all callers share one token.
  static HubAccess everything() {
    return (_, _) -> true;
  }
}

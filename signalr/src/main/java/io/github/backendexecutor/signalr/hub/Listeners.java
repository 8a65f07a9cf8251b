package io.github.backendexecutor.signalr.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everybody who wants to hear of connections. Only `opened` may fail; what else they throw is
/// logged.
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);
  private final List<HubListener> listeners = new CopyOnWriteArrayList<>();

  void add(HubListener listener) {
    listeners.add(listener);
  }

  void opened(HubConnection connection) {
    listeners.forEach(listener -> listener.opened(connection));
  }

  void joined(HubConnection connection, String group) {
    safely(listener -> listener.joined(connection, group));
  }

  void left(HubConnection connection, String group) {
    safely(listener -> listener.left(connection, group));
  }

  void closed(HubConnection connection) {
    safely(listener -> listener.closed(connection));
  }

  @SuppressWarnings("CatchingUnchecked") // one listener must not keep the others from hearing
  private void safely(Consumer<HubListener> call) {
    for (HubListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        log.warn("A listener of the hub failed; the connection goes on without it", e);
      }
    }
  }
}

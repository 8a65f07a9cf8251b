package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.cli.ApiClient.Listener;

/// Puts the lines of Server-Sent Events together.
final class EventLines {
  private final Listener listener;
  private String id = "";
  private String name = "";
  private String data = "";

  EventLines(Listener listener) {
    this.listener = listener;
  }

  void line(String line) {
    if (line.isEmpty()) {
      if (!data.isEmpty()) {
        listener.hear(id, name, data);
      }
      id = "";
      name = "";
      data = "";
    } else if (line.startsWith("id: ")) {
      id = line.substring("id: ".length());
    } else if (line.startsWith("event: ")) {
      name = line.substring("event: ".length());
    } else if (line.startsWith("data: ")) {
      data = line.substring("data: ".length());
    }
  }
}

package io.github.backendexecutor.app.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Server-Sent Events to one reader. Writing waits for the reader, and ends with an IOException
/// when it takes nothing for the server's ten seconds: nothing is kept for a slow one.
final class EventStream {
  private final OutputStream out;
  private final Secrets secrets;

  private EventStream(OutputStream out, Secrets secrets) {
    this.out = out;
    this.secrets = secrets;
  }

  static EventStream open(HttpServletResponse response, Secrets secrets) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("X-Accel-Buffering", "no"); // proxies would keep events back
    EventStream stream = new EventStream(response.getOutputStream(), secrets);
    stream.write("retry: 2000\n\n");
    return stream;
  }

  /// @param id what a reader that comes back has to name; empty: it keeps the one before
  void event(String name, String id, String json) throws IOException {
    // JSON has no line ends of its own, but its author may have had some between values
    String line = secrets.mask(json).replaceAll("[\\r\\n]+", " ");
    write((id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + line + "\n\n");
  }

  /// Shows that the connection lives.
  void ping() throws IOException {
    write(": ping\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}

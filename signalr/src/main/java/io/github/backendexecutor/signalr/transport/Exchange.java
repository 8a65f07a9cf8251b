package io.github.backendexecutor.signalr.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// One HTTP request and its answer. The endpoint works on the thread that calls it until the answer
/// is complete, which for a stream or a long poll takes long: give each request a virtual thread.
public interface Exchange extends RequestHead {
  InputStream body() throws IOException;

  /// Gives the whole answer.
  void answer(int status, Map<String, String> headers, byte[] body) throws IOException;

  /// Starts an answer of unknown length. What is written must reach the client at each flush,
  /// neither compressed nor held back. The server bounds the time of one write, to ten seconds say;
  /// not every server can be interrupted in it.
  OutputStream stream(int status, Map<String, String> headers) throws IOException;
}

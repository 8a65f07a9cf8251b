package io.github.backendexecutor.app.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stands between a client and PostgreSQL and can lose the answer to the next COMMIT: the server
/// gets it and does it, the client only sees its connection end.
final class AnswerLosingProxy implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicBoolean losing = new AtomicBoolean();
  private final int server;

  AnswerLosingProxy(int server) throws IOException {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void loseNextCommitAnswer() {
    losing.set(true);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        AtomicBoolean mute = new AtomicBoolean();
        Thread.ofVirtual().start(() -> forward(client, upstream, mute, true));
        Thread.ofVirtual().start(() -> forward(upstream, client, mute, false));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void forward(Socket from, Socket to, AtomicBoolean mute, boolean fromClient) {
    byte[] bytes = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        String text = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
        if (fromClient && text.contains("COMMIT") && losing.compareAndSet(true, false)) {
          mute.set(true);
        }
        if (!fromClient && mute.get()) {
          // this is the answer: the commit is done, and the client never learns of it
          return;
        }
        out.write(bytes, 0, n);
      }
    } catch (IOException _) {
      // either side has gone
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

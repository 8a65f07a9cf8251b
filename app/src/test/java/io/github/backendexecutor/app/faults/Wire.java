package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The wire between one executor and one of its servers, in our hands: it can go dead without a
/// word, be cut, lead to another server, and be tapped byte by byte.
final class Wire implements AutoCloseable {
  /// Sees each piece of data before it goes on.
  @FunctionalInterface
  interface Tap {
    /// Answers how many of the first `length` bytes go on; after fewer than all, both ends are cut.
    int pass(boolean toServer, byte[] bytes, int length);
  }

  private static final Tap NOTHING = (_, _, length) -> length;

  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int server;
  private volatile Tap tap = NOTHING;
  private volatile boolean frozen;

  Wire(InetAddress address, int server) {
    try {
      this.door = new ServerSocket(0, 200, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  static Wire to(int server) {
    return new Wire(InetAddress.getLoopbackAddress(), server);
  }

  int port() {
    return door.getLocalPort();
  }

  String address() {
    return door.getInetAddress().getHostAddress() + ":" + port();
  }

  void tap(Tap next) {
    tap = next;
  }

  void untap() {
    tap = NOTHING;
  }

  /// From now on nothing gets through, and nobody is told.
  void freeze() {
    frozen = true;
  }

  /// What was held up arrives now.
  synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /// Ends all connections.
  void cut() {
    open.forEach(Wire::closeQuietly);
  }

  /// New connections go to another server.
  void leadTo(int other) {
    server = other;
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void connect(Socket client) {
    try {
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
      open.add(upstream);
      Thread.ofVirtual().start(() -> pump(upstream, client, false));
      pump(client, upstream, true);
    } catch (IOException _) {
      drop(client, client);
    }
  }

  private void pump(Socket from, Socket to, boolean toServer) {
    byte[] bytes = new byte[16_384];
    try {
      for (int n = from.getInputStream().read(bytes);
          n >= 0;
          n = from.getInputStream().read(bytes)) {
        awaitThaw();
        int passed = Math.min(n, tap.pass(toServer, bytes, n));
        to.getOutputStream().write(bytes, 0, passed);
        if (passed < n) {
          break;
        }
      }
      awaitThaw(); // the end of a connection does not get through a dead wire either
    } catch (IOException _) {
      // either end has gone
    }
    drop(from, to);
  }

  private synchronized void awaitThaw() {
    try {
      while (frozen) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void drop(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    open.remove(one);
    open.remove(other);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no more use either way
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thaw();
    cut();
  }
}

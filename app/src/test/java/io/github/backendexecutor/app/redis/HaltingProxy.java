package io.github.backendexecutor.app.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A wire to a server that can be cut in the way that nobody notices: connections stay open, also
/// new ones, and nothing goes through until it is mended. Then what was held back goes on.
final class HaltingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private boolean halted;

  HaltingProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// How many connections were ever opened.
  int opened() {
    return opened.get();
  }

  synchronized void halt() {
    halted = true;
  }

  synchronized void goOn() {
    halted = false;
    notifyAll();
  }

  private synchronized void awaitGoOn() throws InterruptedException {
    while (halted) {
      wait();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        opened.incrementAndGet();
        Socket server = new Socket();
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        sockets.add(client);
        sockets.add(server);
        threads.execute(() -> pump(client, server));
        threads.execute(() -> pump(server, client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8_192];
    try (from;
        to) {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        awaitGoOn();
        to.getOutputStream().write(buffer, 0, n);
      }
      awaitGoOn();
    } catch (IOException _) {
      // one end is closed; the other one is now, too
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    goOn();
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }
}

package io.github.backendexecutor.signalr.hub;

import static java.util.Objects.requireNonNull;

import io.github.backendexecutor.signalr.protocol.ByteQueue;
import io.github.backendexecutor.signalr.protocol.Handshake;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A client without a transport: what it writes is received at once, what it is sent waits until it
/// reads. It reads only when asked, so it can be as slow as a test wants.
public final class TestClient {
  private static final AtomicInteger ids = new AtomicInteger();
  public final Wire wire;
  final AtomicInteger aborts = new AtomicInteger();
  private final HubProtocol protocol;
  private final ByteQueue in = new ByteQueue();
  private boolean ended;

  public TestClient(Hub hub, HubProtocol protocol, HubUser user, Transport transport) {
    this.protocol = protocol;
    this.wire =
        requireNonNull(
            hub.connect("c" + ids.incrementAndGet(), user, transport, aborts::incrementAndGet));
  }

  /// One that has not shaken hands yet.
  public static TestClient strange(Hub hub) {
    return new TestClient(hub, HubProtocol.JSON, HubUser.ANONYMOUS, Transport.WEB_SOCKETS);
  }

  public static TestClient connected(Hub hub) {
    return connected(hub, HubProtocol.JSON, HubUser.ANONYMOUS, Transport.WEB_SOCKETS);
  }

  public static TestClient connected(
      Hub hub, HubProtocol protocol, HubUser user, Transport transport) {
    TestClient client = new TestClient(hub, protocol, user, transport);
    client.bring(new Handshake.Request(protocol.name(), 1).write());
    String answer = client.readText();
    if (!answer.equals("{}\u001e")) {
      throw new AssertionError("the hub answered " + answer);
    }
    return client;
  }

  public String id() {
    return wire.connection().id();
  }

  public void bring(byte[] bytes) {
    wire.receive(bytes, 0, bytes.length);
  }

  public void bring(String text) {
    bring(text.getBytes(StandardCharsets.UTF_8));
  }

  public void say(HubMessage message) {
    bring(protocol.write(message));
  }

  public void call(String id, String target, @Nullable Object... arguments) {
    say(new Invocation(id, target, Arrays.asList(arguments), List.of()));
  }

  /// All messages that have come since the last time.
  public List<HubMessage> read() {
    List<HubMessage> messages = new ArrayList<>();
    byte[] bytes = readBytes();
    in.add(bytes, 0, bytes.length);
    for (byte[] frame = protocol.nextFrame(in, 1 << 24);
        frame != null;
        frame = protocol.nextFrame(in, 1 << 24)) {
      messages.add(requireNonNull(protocol.read(frame)));
    }
    return messages;
  }

  public String readText() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /// Whether the hub has ended the connection and the last words were read.
  public boolean ended() {
    byte[] _ = readBytes();
    return ended;
  }

  private byte[] readBytes() {
    try {
      byte[] bytes = wire.take(1 << 24, () -> true);
      if (bytes != null && bytes.length > 0) {
        wire.written();
      }
      ended = bytes == null;
      return bytes == null ? new byte[0] : bytes;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

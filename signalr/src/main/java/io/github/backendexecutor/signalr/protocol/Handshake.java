package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first words of a connection, always JSON records: the client names a protocol and a version,
/// the server agrees or says why not.
public final class Handshake {
  private static final int OLDEST = 1;
  private static final int NEWEST = 2;

  private Handshake() {}

  /// What a client asks for.
  public record Request(String protocol, long version) {
    public byte[] write() {
      return JsonHubProtocol.record(
          Json.text(out -> {
            out.writeStartObject().writeStringProperty("protocol", protocol);
            out.writeNumberProperty("version", version).writeEndObject();
          }));
    }

    /// Reads a record without its separator.
    ///
    /// @throws InvalidMessage it is no handshake
    public static Request read(byte[] record) {
      JsonFields in = JsonFields.of(record);
      return new Request(in.text("protocol"), in.whole("version"));
    }
  }

  /// Whether a client is understood.
  public sealed interface Answer {
    byte[] write();
  }

  /// It is, in this protocol.
  public record Agreed(HubProtocol protocol) implements Answer {
    @Override
    public byte[] write() {
      return JsonHubProtocol.record("{}");
    }
  }

  /// It is not, and this is what it is told.
  public record Refused(String error) implements Answer {
    @Override
    public byte[] write() {
      return JsonHubProtocol.record(Json.text(Map.of("error", error)));
    }
  }

  /// What to answer on a transport that does, or does not, carry arbitrary bytes. The words are
  /// those of ASP.NET Core.
  public static Answer answer(Request request, boolean binaryTransport) {
    String name = request.protocol();
    @Nullable HubProtocol protocol = HubProtocol.named(name);
    if (protocol == null) {
      return new Refused("The protocol '" + name + "' is not supported.");
    }
    if (request.version() < OLDEST || request.version() > NEWEST) {
      return new Refused(
          "The server does not support version "
              + request.version()
              + " of the '"
              + name
              + "' protocol.");
    }
    if (protocol.binary() && !binaryTransport) {
      return new Refused(
          "Cannot use the '"
              + name
              + "' protocol on the current transport."
              + " The transport does not support 'Binary' transfer format.");
    }
    return new Agreed(protocol);
  }

  /// What a client is told that took too long, or sent too much, or sent something else.
  public static Refused canceled() {
    return new Refused("Handshake was canceled.");
  }
}

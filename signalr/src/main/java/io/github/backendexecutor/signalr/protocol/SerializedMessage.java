package io.github.backendexecutor.signalr.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One message as the bytes of each protocol: made once, then sent to any number of connections and
/// to other servers. The arrays are shared and must not be changed.
public record SerializedMessage(Map<String, byte[]> byProtocol) {
  public SerializedMessage {
    byProtocol =
        java.util.Collections.unmodifiableMap(
            new LinkedHashMap<>(byProtocol)); // json first, always
  }

  /// This message in every protocol.
  ///
  /// @throws IllegalArgumentException a value in it cannot travel
  public static SerializedMessage of(HubMessage message) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    HubProtocol.all().forEach(protocol -> bytes.put(protocol.name(), protocol.write(message)));
    return new SerializedMessage(bytes);
  }

  /// The whole framed message, or null when whoever made it left this protocol out.
  public byte @Nullable [] in(HubProtocol protocol) {
    return byProtocol.get(protocol.name());
  }
}

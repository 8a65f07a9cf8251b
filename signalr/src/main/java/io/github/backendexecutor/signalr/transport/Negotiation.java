package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.Transport;
import io.github.backendexecutor.signalr.protocol.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to a client that asks how it may connect. Fields that do not apply are left out and
/// never null, because the Java client fails on null. Stateful reconnect is never offered.
final class Negotiation {
  private static final int NEWEST = 1;

  private Negotiation() {}

  /// The JSON text for a client that asks for this version, which is absent in old ones.
  static String answer(
      @Nullable String version,
      HubUser user,
      ConnectionTokens tokens,
      Collection<Transport> transports) {
    int asked;
    try {
      asked = version == null ? 0 : Integer.parseInt(version);
    } catch (NumberFormatException e) {
      return error("The client requested a non-integer protocol version.");
    }
    if (asked < 0) {
      return error(
          "The client requested version '"
              + asked
              + "', but the server does not support this version.");
    }
    return agreed(Math.min(asked, NEWEST), tokens.issue(Math.min(asked, NEWEST), user), transports);
  }

  private static String agreed(
      int version, ConnectionTokens.Issued issued, Collection<Transport> transports) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("negotiateVersion", version);
    answer.put("connectionId", issued.connectionId());
    if (version > 0) {
      answer.put("connectionToken", issued.token());
    }
    answer.put("availableTransports", transports.stream().map(Negotiation::describe).toList());
    return Json.text(answer);
  }

  private static Map<String, Object> describe(Transport transport) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("transport", transport.wireName());
    description.put(
        "transferFormats", transport.binary() ? List.of("Text", "Binary") : List.of("Text"));
    return description;
  }

  private static String error(String text) {
    return Json.text(Map.of("error", text));
  }
}

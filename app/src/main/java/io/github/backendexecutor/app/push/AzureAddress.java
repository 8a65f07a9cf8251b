package io.github.backendexecutor.app.push;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Where an Azure SignalR Service is, and the key to it.
///
/// @param endpoint without a path
public record AzureAddress(URI endpoint, String accessKey) {

  /// Reads `Endpoint=https://…;AccessKey=…;Version=1.0;`, in any order and case of the names.
  ///
  /// @throws IllegalArgumentException it is not such a text; the message does not repeat the key
  public static AzureAddress parse(String connectionString) {
    Map<String, String> parts = new TreeMap<>();
    for (String part : connectionString.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).strip());
      }
    }
    String endpoint = parts.getOrDefault("endpoint", "");
    String key = parts.getOrDefault("accesskey", "");
    if (!endpoint.matches("https?://[^/?#\\s]+/?") || key.isEmpty()) {
      throw new IllegalArgumentException(
          "allowed is Endpoint=https://<name>.service.signalr.net;AccessKey=<key>;Version=1.0;");
    }
    String port = parts.get("port");
    String base = endpoint.replaceAll("/$", "") + (port == null ? "" : ":" + port);
    return new AzureAddress(URI.create(base), key);
  }

  /// Without the key.
  @Override
  public String toString() {
    return endpoint.toString();
  }
}

package io.github.backendexecutor.app.config;

import org.jspecify.annotations.Nullable;

/// Where HTTP is served.
///
/// @param port 0: any free one
/// @param address an IP address or `localhost`
/// @param token what a caller has to show; null only on a loopback address
public record ServerConfig(int port, String address, @Nullable String token) {
  @Override
  public String toString() {
    return "ServerConfig[port=" + port + ", address=" + address + "]";
  }
}

package io.github.backendexecutor.app.config;

/// Where HTTP is served.
///
/// @param port 0: any free one
/// @param address an IP address or `localhost`
/// @param access without a way to show who one is only on a loopback address
public record ServerConfig(int port, String address, AccessConfig access) {
  @Override
  public String toString() {
    return "ServerConfig[port=" + port + ", address=" + address + "]";
  }
}

package io.github.backendexecutor.signalr.hub;

/// The three ways in which bytes travel between a client and the hub.
public enum Transport {
  WEB_SOCKETS("WebSockets", true),
  SERVER_SENT_EVENTS("ServerSentEvents", false),
  LONG_POLLING("LongPolling", true);

  private final String wireName;
  private final boolean binary;

  Transport(String wireName, boolean binary) {
    this.wireName = wireName;
    this.binary = binary;
  }

  /// Its name in a negotiation.
  public String wireName() {
    return wireName;
  }

  /// Whether it carries any bytes, and not only text.
  public boolean binary() {
    return binary;
  }

  /// Whether the hub pings over it. A long poll that returns is a sign of life by itself.
  boolean needsPings() {
    return this != LONG_POLLING;
  }
}

package io.github.backendexecutor.signalr.hub;

import java.time.Duration;

/// How long things may take. The defaults are those of ASP.NET Core, which clients expect.
///
/// @param handshake until the client has said which protocol it speaks
/// @param keepAlive the longest silence towards a client before a ping is sent
/// @param client the longest silence of a client that has pinged once
/// @param send one write to a client; a longer one ends the connection
/// @param poll how long a long poll waits for something to say
/// @param pollGap the longest time between two long polls
public record HubTimeouts(
    Duration handshake,
    Duration keepAlive,
    Duration client,
    Duration send,
    Duration poll,
    Duration pollGap) {
  public static final HubTimeouts DEFAULT =
      new HubTimeouts(
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(90),
          Duration.ofSeconds(15));
}

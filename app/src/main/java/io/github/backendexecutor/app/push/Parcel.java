package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.backplane.Payload;
import java.util.List;

/// An event for one audience that may be anywhere.
///
/// @param since when it was handed in, on the clock that never jumps
record Parcel(PushEvent event, Audience to, long since) {

  /// Whether it is for those who follow a job or a workflow, if there are any.
  boolean isForFollowers() {
    return to instanceof Address.Group(var name) && name.startsWith(PushEvent.TOPIC);
  }

  /// The audience as evidence names it.
  String toWhom() {
    return switch (to) {
      case Address.Connection _ -> "connection";
      case Address.User _ -> "user";
      case Address.Group _ -> isForFollowers() ? "subscribers" : "group";
      case Address.All _ -> "all";
    };
  }

  /// Followers who hold the job's own connection hear of it there.
  Payload.Send payload() {
    List<String> excluded = isForFollowers() ? event.connectionIds() : List.of();
    return new Payload.Send(event.message(), excluded, null);
  }
}

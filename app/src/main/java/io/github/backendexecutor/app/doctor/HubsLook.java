package io.github.backendexecutor.app.doctor;

import java.util.List;

/// The SignalR hubs that Redis knows.
///
/// @param ours the one that we tell of jobs, with its prefix
/// @param shared whether it is an app's, not our own
/// @param held whether an app holds clients of it
/// @param live all hubs, each with who takes part in it
/// @param advice what was probably meant when nobody holds it, a line each
public record HubsLook(
    String ours, boolean shared, boolean held, List<String> live, List<String> advice) {
  public HubsLook {
    live = List.copyOf(live);
    advice = List.copyOf(advice);
  }
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.JobId;
import java.time.Instant;
import java.util.Locale;

/// What became of telling one audience of one event.
///
/// @param event its name on the wire, such as `job_completed`
/// @param to whom: `connection`, `user`, `group` or `subscribers`
/// @param detail more about the outcome, for people; may be empty
public record Notification(
    String eventId,
    JobId jobId,
    String event,
    String to,
    Outcome outcome,
    String detail,
    Instant at) {

  /// How far an event got. None is a proof that somebody read it.
  public enum Outcome {
    /// In the outbox of a client that is connected here.
    WRITTEN_LOCALLY,
    /// Redis handed it to so many subscribers as `detail` says.
    PUBLISHED,
    /// Azure SignalR Service took it.
    ACCEPTED,
    /// Redis had nobody to hand it to, for all of three seconds.
    NO_SUBSCRIBER,
    /// Redis took it and cannot tell who heard: on a Cluster, or with replicas.
    UNKNOWN,
    /// `detail` says why.
    FAILED;

    /// As people read it: `no subscriber`.
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}

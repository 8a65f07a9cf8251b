package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Locale;

/// What became of telling one audience of one event: evidence, never a proof that somebody read it.
///
/// @param seq where the event stands, see [EventNumber#seq]; 0: it has no number
/// @param event its name on the wire, such as `job_completed`
/// @param target whom: `connection`, `user`, `group` or `subscribers`
/// @param count how many clients or servers took it, as far as that is known
/// @param detail more about the outcome, for people; may be empty
public record Notification(
    JobId jobId,
    String eventId,
    long seq,
    String event,
    Instant at,
    String target,
    Outcome outcome,
    long count,
    String detail) {

  /// How far an event got.
  public enum Outcome {
    /// In the outbox of clients that are connected to this instance.
    WRITTEN_LOCALLY,
    /// Redis handed it to so many subscribers.
    PUBLISHED,
    /// Azure SignalR Service took it.
    ACCEPTED,
    /// Redis had nobody to hand it to, for all of three seconds.
    NO_SUBSCRIBER,
    /// Redis took it and cannot tell who heard: on a Cluster, or with replicas.
    UNKNOWN,
    /// `detail` says why.
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// In the database and in JSON: `no_subscriber`.
    public String word() {
      return word;
    }

    /// As people read it: `no subscriber`.
    public String words() {
      return word.replace('_', ' ');
    }

    /// The outcome of this word; IllegalArgumentException when there is none.
    public static Outcome of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /// As a line for people: `published to 2`, `failed: Redis was away`.
  public String inWords() {
    String many =
        switch (outcome) {
          case PUBLISHED -> " to " + count;
          case WRITTEN_LOCALLY -> count == 1 ? "" : ", to " + count;
          case ACCEPTED, NO_SUBSCRIBER, UNKNOWN, FAILED -> "";
        };
    return outcome.words() + many + (detail.isEmpty() ? "" : ": " + detail);
  }
}

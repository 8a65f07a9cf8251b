package io.github.backendexecutor.signalr.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that the two ends of a connection say to one another once they have shaken hands.
/// Headers, which SignalR carries and nobody reads, are skipped when read and never written.
/// Arguments and results are plain values (see [io.github.backendexecutor.signalr.PlainValues]).
public sealed interface HubMessage {

  /// Call a method. Without an `invocationId` no answer is wanted.
  record Invocation(
      @Nullable String invocationId,
      String target,
      List<? extends @Nullable Object> arguments,
      List<String> streamIds)
      implements HubMessage {
    public Invocation {
      invocationId = "".equals(invocationId) ? null : invocationId; // some clients mean none by it
      arguments = unchanging(arguments);
      streamIds = List.copyOf(streamIds);
    }

    /// A call that wants no answer: what a server sends its clients.
    public static Invocation of(String target, @Nullable Object... arguments) {
      return new Invocation(
          null, target, Collections.unmodifiableList(Arrays.asList(arguments)), List.of());
    }

    /// The same call, wanting an answer under this id.
    public Invocation withId(String id) {
      return new Invocation(id, target, arguments, streamIds);
    }
  }

  /// Call a method that answers with a stream.
  record StreamInvocation(
      String invocationId,
      String target,
      List<? extends @Nullable Object> arguments,
      List<String> streamIds)
      implements HubMessage {
    public StreamInvocation {
      arguments = unchanging(arguments);
      streamIds = List.copyOf(streamIds);
    }
  }

  /// One item of a stream.
  record StreamItem(String invocationId, @Nullable Object item) implements HubMessage {}

  /// A call has ended, or a stream.
  record Completion(String invocationId, Ending ending) implements HubMessage {
    public static Completion value(String invocationId, @Nullable Object value) {
      return new Completion(invocationId, new Value(value));
    }

    public static Completion failure(String invocationId, String error) {
      return new Completion(invocationId, new Failure(error));
    }

    public static Completion nothing(String invocationId) {
      return new Completion(invocationId, new Nothing());
    }
  }

  /// Stop a stream.
  record CancelInvocation(String invocationId) implements HubMessage {}

  /// Still here.
  record Ping() implements HubMessage {}

  /// The connection ends; the client may come back by itself if `allowReconnect`.
  record Close(@Nullable String error, boolean allowReconnect) implements HubMessage {}

  /// Stateful reconnect: everything up to here has been processed.
  record Ack(long sequenceId) implements HubMessage {}

  /// Stateful reconnect: the number of the message that follows.
  record Sequence(long sequenceId) implements HubMessage {}

  /// How a call ended.
  sealed interface Ending {}

  /// With a value, which may be null.
  record Value(@Nullable Object value) implements Ending {}

  /// With an error.
  record Failure(String error) implements Ending {}

  /// Well, without a value.
  record Nothing() implements Ending {}

  private static List<? extends @Nullable Object> unchanging(
      List<? extends @Nullable Object> list) {
    return Collections.unmodifiableList(new ArrayList<>(list)); // List.copyOf would refuse null
  }
}

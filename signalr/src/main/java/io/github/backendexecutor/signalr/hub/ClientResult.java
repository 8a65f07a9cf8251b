package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Failure;
import io.github.backendexecutor.signalr.protocol.HubMessage.Nothing;
import io.github.backendexecutor.signalr.protocol.HubMessage.Value;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The result of asking a client, out of the Completion in which it comes.
public final class ClientResult implements Consumer<Completion> {
  private final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

  /// Has the client's value, or fails with a [HubException] that says what the client said.
  public CompletableFuture<@Nullable Object> future() {
    return future;
  }

  @Override
  public void accept(Completion completion) {
    switch (completion.ending()) {
      case Value(var value) -> future.complete(value);
      case Nothing() -> future.complete(null);
      case Failure(var error) -> future.completeExceptionally(new HubException(error));
    }
  }
}

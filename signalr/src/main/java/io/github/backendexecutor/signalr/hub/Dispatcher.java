package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.hub.HubMethods.HubMethod;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ack;
import io.github.backendexecutor.signalr.protocol.HubMessage.CancelInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Close;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ping;
import io.github.backendexecutor.signalr.protocol.HubMessage.Sequence;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamItem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what a client's message asks for. Every call that carries an id gets exactly one
/// Completion, whatever happens in the method. There are no streams: a call for one is refused, and
/// what belongs to one is dropped.
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Lifeline life;
  private final HubMethods methods;

  Dispatcher(Lifeline life, HubMethods methods) {
    this.life = life;
    this.methods = methods;
  }

  void handle(HubMessage message) {
    switch (message) {
      case Invocation call -> {
        Completion completion = call(call);
        if (call.invocationId() != null) {
          answer(completion);
        }
      }
      case StreamInvocation call -> answer(Completion.failure(call.invocationId(), noStream(call)));
      case Completion completion -> life.connection().answered(completion);
      case Ping() -> life.pulse().pinged();
      case Close _ -> life.leave();
      case StreamItem _, CancelInvocation _, Ack _, Sequence _ -> {}
    }
  }

  private Completion call(Invocation call) {
    String id = call.invocationId() == null ? "" : call.invocationId();
    HubMethod method = methods.find(call.target());
    if (method == null) {
      return Completion.failure(id, "Unknown hub method '" + call.target() + "'");
    }
    if (!call.streamIds().isEmpty()) {
      return Completion.failure(id, "The method '" + call.target() + "' takes no streams.");
    }
    return run(method, id, call);
  }

  @SuppressWarnings("CatchingUnchecked") // a method is the application's and may throw anything
  private Completion run(HubMethod method, String id, Invocation call) {
    String failed = "An unexpected error occurred invoking '" + call.target() + "' on the server.";
    try {
      return Completion.value(id, method.call(life.connection(), call.arguments()));
    } catch (HubException e) {
      return Completion.failure(id, failed + " HubException: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Completion.failure(id, failed);
    } catch (Exception e) {
      log.warn("The hub method {} failed for {}", method.name(), life.connection(), e);
      return Completion.failure(id, failed);
    }
  }

  private void answer(Completion completion) {
    try {
      life.connection().write(completion);
    } catch (IllegalArgumentException e) {
      log.warn("The result of a hub method cannot be sent to {}", life.connection(), e);
      String error = "The result of the method cannot be sent.";
      life.connection().write(Completion.failure(completion.invocationId(), error));
    }
  }

  private String noStream(StreamInvocation call) {
    return methods.find(call.target()) == null
        ? "Unknown hub method '" + call.target() + "'"
        : "The client attempted to invoke the non-streaming '"
            + call.target()
            + "' method with a streaming invocation.";
  }
}

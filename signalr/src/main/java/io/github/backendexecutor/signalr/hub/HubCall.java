package io.github.backendexecutor.signalr.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a hub method: who calls, and the arguments, which fit the method's parameters. Those
/// left out at the end are null.
public record HubCall(HubConnection connection, List<? extends @Nullable Object> arguments) {

  /// The argument at this place, for a parameter that may be null.
  public @Nullable Object argument(int index) {
    return arguments.get(index);
  }

  /// The text at this place, for a parameter that may not be null.
  public String text(int index) {
    return (String) present(index);
  }

  /// The whole number at this place, for a parameter that may not be null.
  public long whole(int index) {
    return (Long) present(index);
  }

  private Object present(int index) {
    Object value = arguments.get(index);
    if (value == null) {
      throw new HubException("An argument is missing.");
    }
    return value;
  }
}

package io.github.backendexecutor.signalr.hub;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One parameter of a hub method, and what an argument must be to fit it.
public record Parameter(String name, Kind kind, boolean optional) {

  /// What an argument is in Java.
  public enum Kind {
    /// [String]
    TEXT(String.class),
    /// [Long]; a fraction of zero is accepted, since some clients write 5 as 5.0
    WHOLE(Long.class),
    /// any [Number]
    NUMBER(Number.class),
    /// [Boolean]
    FLAG(Boolean.class),
    /// [List]
    LIST(List.class),
    /// [Map] with text keys
    MAP(Map.class),
    /// any plain value
    ANY(Object.class);

    private final Class<?> type;

    Kind(Class<?> type) {
      this.type = type;
    }
  }

  public static Parameter text(String name) {
    return new Parameter(name, Kind.TEXT, false);
  }

  public static Parameter whole(String name) {
    return new Parameter(name, Kind.WHOLE, false);
  }

  public static Parameter of(String name, Kind kind) {
    return new Parameter(name, kind, false);
  }

  /// The same, but it may be null; at the end of a list it may also be missing.
  public Parameter orNothing() {
    return new Parameter(name, kind, true);
  }

  /// The argument as the method gets it.
  ///
  /// @throws HubException it does not fit
  @Nullable Object fit(@Nullable Object argument) {
    if (argument == null && optional) {
      return null;
    }
    Object value = kind == Kind.WHOLE ? wholeOf(argument) : argument;
    if (!kind.type.isInstance(value)) {
      throw new HubException("The argument '" + name + "' must be " + kind + ".");
    }
    return value;
  }

  private static @Nullable Object wholeOf(@Nullable Object argument) {
    return argument instanceof Double number && number == number.longValue()
        ? (Object) number.longValue()
        : argument;
  }
}

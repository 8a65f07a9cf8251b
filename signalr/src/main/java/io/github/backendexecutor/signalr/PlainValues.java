package io.github.backendexecutor.signalr;

/// What may travel as an argument or a result: null, [Boolean], [Long] (any whole number that fits;
/// larger ones [BigInteger]), [Double] and [Float], [String], `byte[]`, [List] and [Map] with text
/// keys. Written, every [Number] and [CharSequence] of the JDK's usual ones is taken too. Here is
/// what the JSON and the MessagePack side must agree on.
public final class PlainValues {
  /// How deep lists and maps may be nested, read or written. Clients of .NET read no more than
  /// this.
  public static final int MAX_DEPTH = 64;

  private PlainValues() {}

  /// The refusal to send this value.
  public static IllegalArgumentException cannotTravel(Object value) {
    return new IllegalArgumentException(
        "a "
            + value.getClass().getName()
            + " cannot travel to a client; use text, numbers, lists and maps");
  }

  /// A number that is neither big nor a fraction.
  ///
  /// @throws IllegalArgumentException it is none of the JDK's usual ones
  public static long whole(Number value) {
    return switch (value) {
      case Long _, Integer _, Short _, Byte _ -> value.longValue();
      default -> throw cannotTravel(value);
    };
  }

  /// Guards a step down into a list or a map that is being written, above all against one that
  /// holds itself.
  ///
  /// @throws IllegalArgumentException `depth` is over the limit
  public static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
    }
  }
}

package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.RedisAddress.Host;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `name`, `name:port`, `[IPv6]` and `[IPv6]:port`, and the values that both forms share.
final class HostText {
  private static final Pattern NAME_AND_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9_.-]+))(?::(.*))?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern CLIENT_NAME = Pattern.compile("[!-~]{1,128}");

  private HostText() {}

  /// The text itself is not quoted when it is wrong: it may be a password in the wrong place.
  ///
  /// @param place which host of the list it is, for the message
  static Host parse(String text, int place, int defaultPort) {
    Matcher matcher = NAME_AND_PORT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "host no. " + place + " is wrong; allowed are name:port, IPv4:port and [IPv6]:port");
    }
    String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return new Host(name, matcher.group(3) == null ? defaultPort : port(name, matcher.group(3)));
  }

  private static int port(String name, String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "the port of '" + name + "' is wrong; 1 to 65535 are allowed");
    }
    return port;
  }

  /// A whole number in bounds.
  static int number(String option, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // says the same as a number out of bounds
    }
    throw new IllegalArgumentException(
        option
            + "="
            + value
            + " is wrong; a whole number from "
            + min
            + " to "
            + max
            + " is allowed");
  }

  /// A name of a host without a port.
  static String name(String option, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          option + "=" + value + " is wrong; the name of a host is allowed");
    }
    return value;
  }

  static String clientName(String option, String value) {
    if (!CLIENT_NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          option + "=" + value + " is wrong; 1 to 128 ASCII characters without spaces are allowed");
    }
    return value;
  }
}

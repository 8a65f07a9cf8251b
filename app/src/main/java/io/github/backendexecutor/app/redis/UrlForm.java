package io.github.backendexecutor.app.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `redis://[user[:password]@]host[:port][,…][/database][?timeout=5s]`, `rediss://` (TLS) and
/// `redis-sentinel://[user:password@]host:26379,…/master[/database]` (`rediss-sentinel://` with
/// TLS). Read by hand, because the errors of [java.net.URI] quote the text and thereby the
/// password.
final class UrlForm {
  private static final List<String> SCHEMES =
      List.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
  private static final String PARAMETERS =
      "timeout, connectTimeout, database, clientName, sslHost, sentinelUser, sentinelPassword";
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(ms|s|m)?");

  private UrlForm() {}

  static RedisAddress parse(String text) {
    int colon = text.indexOf("://");
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw new IllegalArgumentException(
          "scheme '" + scheme + "' is unknown; allowed are " + String.join(", ", SCHEMES));
    }
    String rest = text.substring(colon + 3);
    String place = before('?', rest);
    String authority = before('/', place);
    if (rest.lastIndexOf('@') > authority.length()) {
      throw new IllegalArgumentException(
          "has '@' after '/' or '?'; in a user or password these must be percent-encoded");
    }
    AddressDraft draft = new AddressDraft();
    draft.tls = scheme.startsWith("rediss");
    takeAuthority(draft, authority);
    takePath(draft, after('/', place), scheme.endsWith("sentinel"));
    takeParameters(draft, after('?', rest));
    return draft.finish(false);
  }

  private static String before(char mark, String text) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String after(char mark, String text) {
    int at = text.indexOf(mark);
    return at < 0 ? "" : text.substring(at + 1);
  }

  private static void takeAuthority(AddressDraft draft, String authority) {
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String login = authority.substring(0, at);
      int colon = login.indexOf(':');
      String user = decode("the user", colon < 0 ? login : login.substring(0, colon));
      draft.user = user.isEmpty() ? null : user;
      draft.password = colon < 0 ? null : decode("the password", login.substring(colon + 1));
    }
    for (String host : authority.substring(at + 1).split(",", -1)) {
      if (!host.isBlank()) {
        draft.hosts.add(host.trim());
      }
    }
  }

  private static void takePath(AddressDraft draft, String path, boolean sentinel) {
    if (sentinel) {
      String master = decode("the master's name", before('/', path));
      if (master.isEmpty()) {
        throw new IllegalArgumentException(
            "names no master; allowed: redis-sentinel://host:26379,host:26379/master[/database]");
      }
      draft.master = master;
    }
    String database = sentinel ? after('/', path) : path;
    if (!database.isEmpty()) {
      draft.database = HostText.number("database", database, 0, 1_000_000);
    }
  }

  private static void takeParameters(AddressDraft draft, String query) {
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        String name = before('=', parameter);
        take(draft, name, decode("parameter " + name, after('=', parameter)));
      }
    }
  }

  private static void take(AddressDraft draft, String name, String value) {
    switch (name) {
      case "timeout" -> draft.commandTimeout = time(name, value);
      case "connectTimeout" -> draft.connectTimeout = time(name, value);
      case "database" -> draft.database = HostText.number(name, value, 0, 1_000_000);
      case "clientName" -> draft.clientName = HostText.clientName(name, value);
      case "sslHost" -> draft.tlsHost = HostText.name(name, value);
      case "sentinelUser" -> draft.sentinelUser = value;
      case "sentinelPassword" -> draft.sentinelPassword = value;
      default ->
          throw new IllegalArgumentException(
              "parameter '" + name + "' is unknown; allowed are " + PARAMETERS);
    }
  }

  private static Duration time(String name, String value) {
    Matcher matcher = TIME.matcher(value);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration time =
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case null, default -> Duration.ofMillis(number);
          };
      if (time.isPositive() && time.compareTo(Duration.ofHours(1)) <= 0) {
        return time;
      }
    }
    throw new IllegalArgumentException(
        name + "=" + value + " is wrong; allowed are 1ms to 60m, such as 5s, 500ms or 5000");
  }

  private static String decode(String what, String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) { // its message quotes the text, which may be a password
      throw new IllegalArgumentException(
          what + " has a '%' that is not followed by two hexadecimal digits; write %25 for '%'");
    }
  }
}

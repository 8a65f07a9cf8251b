package io.github.backendexecutor.app.redis;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the form that StackExchange.Redis made common: `host:port,host:port,option=value,…`. Every
/// option that it knows is either honoured here, or checked and reported as without effect.
final class StackExchangeForm {
  private static final int HOUR_MS = 3_600_000;
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+){1,3}");
  private static final List<String> YES = List.of("true", "yes", "on", "1");
  private static final List<String> NO = List.of("false", "no", "off", "0");

  /// Takes an option into the draft, or refuses its value.
  private interface Option {
    void take(AddressDraft draft, String name, String value);
  }

  private static final Option FLAG = (draft, name, value) -> ignore(draft, name, flag(name, value));
  private static final Option NUMBER =
      (draft, name, value) ->
          ignore(draft, name, HostText.number(name, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
  private static final Option TEXT = StackExchangeForm::ignore;

  private static final Map<String, Option> HONOURED =
      Map.ofEntries(
          entry("user", (d, n, v) -> d.user = orNull(v)),
          entry("password", (d, n, v) -> d.password = orNull(v)),
          entry("sentinelUser", (d, n, v) -> d.sentinelUser = orNull(v)),
          entry("sentinelPassword", (d, n, v) -> d.sentinelPassword = orNull(v)),
          entry("serviceName", (d, n, v) -> d.master = orNull(v)),
          entry("name", (d, n, v) -> d.clientName = name(n, v)),
          entry("clientName", (d, n, v) -> d.clientName = name(n, v)),
          entry("defaultDatabase", (d, n, v) -> d.database = HostText.number(n, v, 0, 1_000_000)),
          entry("ssl", (d, n, v) -> d.tls = flag(n, v)),
          entry("sslHost", (d, n, v) -> d.tlsHost = v.isEmpty() ? null : HostText.name(n, v)),
          entry("sslProtocols", StackExchangeForm::takeProtocols),
          entry("connectTimeout", (d, n, v) -> d.connectTimeout = millis(n, v)),
          entry("syncTimeout", (d, n, v) -> d.commandTimeout = millis(n, v)),
          entry("asyncTimeout", StackExchangeForm::takeAsyncTimeout),
          entry("abortConnect", StackExchangeForm::takeAbortConnect),
          entry("protocol", StackExchangeForm::takeProtocol),
          entry("proxy", (d, n, v) -> only(n, v, "None")),
          entry("tunnel", (d, n, v) -> only(n, v, "")));

  private static final Map<String, Option> WITHOUT_EFFECT =
      Map.ofEntries(
          entry("allowAdmin", FLAG),
          entry("channelPrefix", TEXT),
          entry("checkCertificateRevocation", FLAG),
          entry("configChannel", TEXT),
          entry("configCheckSeconds", NUMBER),
          entry("connectRetry", NUMBER),
          entry("highIntegrity", FLAG),
          entry("highPriorityThreads", TEXT),
          entry("keepAlive", NUMBER),
          entry("preserveAsyncOrder", TEXT),
          entry("resolveDns", FLAG),
          entry("responseTimeout", TEXT),
          entry("setlib", FLAG),
          entry("tcpKeepAlive", FLAG),
          entry("tiebreaker", TEXT),
          entry("version", StackExchangeForm::takeVersion),
          entry("writeBuffer", TEXT));

  private static final Map<String, Option> OPTIONS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    OPTIONS.putAll(HONOURED);
    OPTIONS.putAll(WITHOUT_EFFECT);
  }

  private StackExchangeForm() {}

  static RedisAddress parse(String text) {
    AddressDraft draft = new AddressDraft();
    boolean afterPassword = false;
    for (String part : text.split(",", -1)) {
      String option = part.trim();
      int equals = option.indexOf('=');
      if (equals > 0) {
        String name = option.substring(0, equals).trim();
        take(draft, afterPassword, name, option.substring(equals + 1).trim());
        afterPassword = name.toLowerCase(Locale.ROOT).endsWith("password");
      } else if (!option.isEmpty()) {
        takeHost(draft, option, afterPassword);
      }
    }
    return draft.finish(true);
  }

  private static void take(AddressDraft draft, boolean afterPassword, String name, String value) {
    Option option = OPTIONS.get(name);
    if (option != null) {
      option.take(draft, name, value);
    } else if (afterPassword) {
      throw secondHalf();
    } else if (name.startsWith("$")) {
      draft.ignored.add(name);
    } else {
      throw new IllegalArgumentException(
          "option '" + name + "' is unknown; allowed are " + String.join(", ", OPTIONS.keySet()));
    }
  }

  private static void takeHost(AddressDraft draft, String host, boolean afterPassword) {
    if (afterPassword) {
      throw secondHalf();
    }
    if (host.startsWith("!")) {
      throw new IllegalArgumentException(
          "'" + host + "' is a Unix socket; only host:port is allowed");
    }
    boolean bareIpv6 = host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[");
    draft.hosts.add(bareIpv6 ? "[" + host + "]" : host);
  }

  /// What stands after a password may be its second half, so it is not shown and not connected to.
  private static IllegalArgumentException secondHalf() {
    return new IllegalArgumentException(
        "has a part after a password that is no option; hosts go first, and a password with a comma"
            + " needs the form redis://:password@host with the comma percent-encoded");
  }

  private static void takeProtocols(AddressDraft draft, String name, String value) {
    for (String part : value.split("\\|", -1)) {
      switch (part.trim().toLowerCase(Locale.ROOT)) {
        case "", "none", "default" -> {}
        case "tls12" -> draft.tlsProtocols.add("TLSv1.2");
        case "tls13" -> draft.tlsProtocols.add("TLSv1.3");
        case "ssl2", "ssl3", "tls", "tls11" -> draft.ignored.add(name + "=" + part.trim());
        default -> throw wrong(name, value, "Tls12, Tls13 or Tls12|Tls13");
      }
    }
    if (draft.tlsProtocols.isEmpty() && draft.ignored.stream().anyMatch(i -> i.startsWith(name))) {
      throw wrong(name, value, "Tls12, Tls13 or Tls12|Tls13");
    }
  }

  private static void takeAsyncTimeout(AddressDraft draft, String name, String value) {
    Duration timeout = millis(name, value);
    if (draft.commandTimeout == null) {
      draft.commandTimeout = timeout;
    }
  }

  /// This program always waits for Redis, so only `true` is without effect.
  private static void takeAbortConnect(AddressDraft draft, String name, String value) {
    if (flag(name, value)) {
      draft.ignored.add(name + "=true");
    }
  }

  private static void takeProtocol(AddressDraft draft, String name, String value) {
    switch (value.toLowerCase(Locale.ROOT)) {
      case "resp2", "2" -> {}
      case "resp3", "3" -> draft.ignored.add(name + "=" + value);
      default -> throw wrong(name, value, "resp2 or resp3");
    }
  }

  private static void takeVersion(AddressDraft draft, String name, String value) {
    if (!VERSION.matcher(value).matches()) {
      throw wrong(name, value, "a version such as 7.0");
    }
    draft.ignored.add(name);
  }

  private static void only(String name, String value, String allowed) {
    if (!value.equalsIgnoreCase(allowed)) {
      throw wrong(name, value, allowed.isEmpty() ? "only an empty value" : "only " + allowed);
    }
  }

  private static @Nullable String name(String option, String value) {
    return value.isEmpty() ? null : HostText.clientName(option, value);
  }

  private static Duration millis(String name, String value) {
    return Duration.ofMillis(HostText.number(name, value, 1, HOUR_MS));
  }

  private static boolean flag(String name, String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw wrong(name, value, "true or false");
    }
    return YES.contains(word);
  }

  private static void ignore(AddressDraft draft, String name, Object checked) {
    draft.ignored.add(name);
  }

  private static @Nullable String orNull(String value) {
    return value.isEmpty() ? null : value;
  }

  private static IllegalArgumentException wrong(String name, String value, String allowed) {
    return new IllegalArgumentException(name + "=" + value + " is wrong; allowed: " + allowed);
  }
}

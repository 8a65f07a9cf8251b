package io.github.backendexecutor.app.jdbc;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL database.
///
/// @param hosts `host:port`, several with commas between them
/// @param database as it is written in an address; empty: the server takes the user's name
/// @param parameters the driver's own, `user` and `password` among them
public record PostgresAddress(String hosts, String database, Map<String, String> parameters)
    implements DatabaseAddress {
  private static final Pattern HOST =
      Pattern.compile("([^:/@\\s\\[\\]]+|\\[[0-9a-fA-F:.%]+])(:\\d{1,5})?");

  /// Names that libpq uses for what the Java driver calls otherwise.
  private static final Map<String, String> NAMES =
      Map.of(
          "application_name", "ApplicationName",
          "connect_timeout", "connectTimeout",
          "channel_binding", "channelBinding");

  public PostgresAddress {
    parameters = Map.copyOf(parameters);
  }

  /// Reads what follows `postgres://`.
  static PostgresAddress of(String rest, UnaryOperator<String> decode) {
    String[] parts = rest.split("\\?", 2);
    String[] place = parts[0].split("/", 2);
    int at = place[0].lastIndexOf('@');
    Map<String, String> parameters = new TreeMap<>();
    if (at >= 0) {
      String[] login = place[0].substring(0, at).split(":", 2);
      put(parameters, "user", decode.apply(login[0]));
      put(parameters, "password", login.length == 2 ? decode.apply(login[1]) : null);
    }
    if (parts.length == 2) {
      readParameters(parts[1], decode, parameters);
    }
    String database = place.length == 2 ? place[1] : "";
    if (database.contains("@") || database.contains("/")) {
      throw DatabaseAddress.refused("a /, ? or @ in the user or password is written %2F, %3F, %40");
    }
    String hosts = place[0].substring(at + 1);
    return new PostgresAddress(
        checked(hosts.isEmpty() ? "localhost" : hosts), database, parameters);
  }

  private static String checked(String hosts) {
    for (String host : hosts.split(",", -1)) {
      if (!HOST.matcher(host).matches()) {
        throw DatabaseAddress.refused("host:port is expected before the database's name");
      }
    }
    return hosts;
  }

  private static void readParameters(
      String query, UnaryOperator<String> decode, Map<String, String> parameters) {
    for (String pair : query.split("&", -1)) {
      String[] parameter = pair.split("=", 2);
      if (parameter.length != 2) {
        throw DatabaseAddress.refused("after the ? name=value is expected, with & between them");
      }
      String name = decode.apply(parameter[0]);
      put(parameters, NAMES.getOrDefault(name, name), decode.apply(parameter[1]));
    }
  }

  private static void put(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      parameters.put(name, value);
    }
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + hosts + "/" + database;
  }

  @Override
  public String toString() {
    String user = parameters.get("user");
    String login = user == null ? "" : user + (parameters.containsKey("password") ? ":***@" : "@");
    return "PostgreSQL at " + login + hosts + "/" + database;
  }
}

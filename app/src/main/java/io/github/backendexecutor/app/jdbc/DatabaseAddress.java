package io.github.backendexecutor.app.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the database is, as an operator writes it. Hides the several ways to write it, and the
/// password: neither `toString` nor a message shows it.
public sealed interface DatabaseAddress permits SqliteAddress, PostgresAddress {
  String ALLOWED =
      "allowed are: empty (SQLite in data/executor.db), sqlite:path, jdbc:sqlite:path,"
          + " postgres://user:password@host:port/database?name=value,"
          + " jdbc:postgresql://host:port/database?user=name&password=word";

  Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:", Pattern.CASE_INSENSITIVE);

  /// Reads an address. Empty is the SQLite file `data/executor.db` under the working folder.
  ///
  /// `sqlite:` takes a path; after `sqlite://` the rest is the path, so `sqlite:///var/x.db` is
  /// absolute. In `postgres://` and `postgresql://` the user and the password are percent-encoded.
  ///
  /// @throws IllegalArgumentException one line that says what is wrong and what is allowed
  static DatabaseAddress parse(String text) {
    String address = text.strip();
    if (address.isEmpty()) {
      return new SqliteAddress(Path.of("data", "executor.db"));
    }
    String rest = after(address, "jdbc:sqlite:", "sqlite:");
    if (rest != null) {
      return SqliteAddress.of(rest.startsWith("//") ? rest.substring(2) : rest);
    }
    rest = after(address, "jdbc:postgresql://");
    if (rest != null) {
      return PostgresAddress.of(rest, DatabaseAddress::formDecoded);
    }
    rest = after(address, "postgres://", "postgresql://");
    if (rest != null) {
      return PostgresAddress.of(rest, DatabaseAddress::percentDecoded);
    }
    var scheme = SCHEME.matcher(address);
    throw refused(
        scheme.lookingAt()
            ? "'" + scheme.group() + "…' names no known database"
            : "it has no scheme");
  }

  /// The exception for an address that cannot be used. `why` must not contain what was written.
  static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("database address: " + why + "; " + ALLOWED);
  }

  private static @Nullable String after(String text, String... schemes) {
    for (String scheme : schemes) {
      if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return text.substring(scheme.length());
      }
    }
    return null;
  }

  /// As JDBC addresses are read: `+` is a space.
  private static String formDecoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // the decoder's own message would show a piece of the password
      throw refused("a % must be followed by two hexadecimal digits (a plain % is %25)");
    }
  }

  /// As URIs are read: `+` is a plus.
  private static String percentDecoded(String text) {
    return formDecoded(text.replace("+", "%2B"));
  }
}

package io.github.backendexecutor.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a running service is, and what is shown to it: options, or the environment.
final class ApiAddress {
  private static final String USUAL = "http://127.0.0.1:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "work through this running service, such as https://host:8080; EXECUTOR_URL")
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "what to show to it; better EXECUTOR_TOKEN or EXECUTOR_TOKEN_FILE")
  private @Nullable String token;

  /// The service that was named, if one was.
  Optional<ApiClient> named() {
    String address = url == null ? System.getenv("EXECUTOR_URL") : url;
    return address == null || address.isBlank()
        ? Optional.empty()
        : Optional.of(client(address.strip()));
  }

  /// The service that was named, else the one that is usually on this machine.
  ApiClient client() {
    return named().orElseGet(() -> client(USUAL));
  }

  private ApiClient client(String address) {
    URI uri = checked(address);
    String shown = token == null ? token(System.getenv()) : token;
    return new ApiClient(uri, shown);
  }

  private static URI checked(String address) {
    try {
      URI uri = URI.create(address.replaceFirst("/+$", ""));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // says the same as any other that is none
    }
    throw new CommandFailed(
        Exit.USAGE, "--url: an address such as https://host:8080, without a user, is allowed");
  }

  private static @Nullable String token(Map<String, String> environment) {
    String file = environment.get("EXECUTOR_TOKEN_FILE");
    if (file == null || file.isBlank()) {
      String value = environment.get("EXECUTOR_TOKEN");
      return value == null || value.isBlank() ? null : value.strip();
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new CommandFailed(Exit.USAGE, "EXECUTOR_TOKEN_FILE: cannot read " + file);
    }
  }
}

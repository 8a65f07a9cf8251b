package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Speaks HTTP to a hub by hand.
final class RawClient {
  static final String HELLO = "{\"protocol\":\"json\",\"version\":1}\u001e";
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI hub;
  private final String[] headers;

  RawClient(URI hub, String... headers) {
    this.hub = hub;
    this.headers = headers;
  }

  HttpResponse<String> send(String method, String pathAndQuery, String body, String... more)
      throws Exception {
    return http.send(request(method, pathAndQuery, body, more), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String token) throws Exception {
    return send("GET", "?id=" + token, "");
  }

  CompletableFuture<HttpResponse<String>> getLater(String token) {
    return http.sendAsync(request("GET", "?id=" + token, ""), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String token, String body) throws Exception {
    return send("POST", "?id=" + token, body);
  }

  HttpResponse<InputStream> stream(String token) throws Exception {
    return http.send(
        request("GET", "?id=" + token, "", "Accept", "text/event-stream"),
        BodyHandlers.ofInputStream());
  }

  Map<?, ?> negotiate(String query) throws Exception {
    HttpResponse<String> answer = send("POST", "/negotiate" + query, "");
    if (answer.statusCode() != 200 || !(Json.parse(answer.body()) instanceof Map<?, ?> fields)) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return fields;
  }

  String token() throws Exception {
    return String.valueOf(negotiate("?negotiateVersion=1").get("connectionToken"));
  }

  /// A long polling connection that has shaken hands.
  String polling() throws Exception {
    String token = token();
    get(token);
    post(token, HELLO);
    get(token);
    return token;
  }

  /// What an event stream brings until this text has come.
  static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        return text + "<end>";
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private HttpRequest request(String method, String pathAndQuery, String body, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hub + pathAndQuery))
            .method(method, BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return more.length > 0 ? request.headers(more).build() : request.build();
  }
}

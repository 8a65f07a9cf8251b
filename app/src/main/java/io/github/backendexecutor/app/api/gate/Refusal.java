package io.github.backendexecutor.app.api.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Answers a request that goes no further.
record Refusal(HttpServletRequest request, HttpServletResponse response) {
  private static final JsonMapper JSON = new JsonMapper();

  void with(String header, String value) {
    response.setHeader(header, value);
  }

  void say(int status, String detail) throws IOException {
    Problem problem = Problem.of(status, detail, request.getRequestURI());
    byte[] body = JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /// Always null: nobody is let in.
  @Nullable Caller nobody(String detail) throws IOException {
    with("WWW-Authenticate", "Bearer");
    say(401, detail);
    return null;
  }

  void tooMany(Duration delay) throws IOException {
    with("Retry-After", Long.toString(Math.max(1, delay.toSeconds() + 1)));
    say(429, "too many wrong tokens came from your address; wait");
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.GroupAnswers.Me;
import io.github.backendexecutor.app.api.GroupAnswers.Started;
import io.github.backendexecutor.app.api.gate.Attempts;
import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.app.api.gate.Keys;
import io.github.backendexecutor.app.api.gate.Problem;
import io.github.backendexecutor.app.api.gate.Sessions;
import io.github.backendexecutor.executor.spi.Audit;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who one is, how a browser begins and ends its session, and what the API is like.
@RestController
@RequestMapping("/api/v1")
public final class SessionRoutes {
  private final Keys keys;
  private final Sessions sessions;
  private final Attempts attempts;
  private final DemoSocket demo;
  private final Audit audit;

  public SessionRoutes(
      Keys keys, Sessions sessions, Attempts attempts, DemoSocket demo, Audit audit) {
    this.keys = keys;
    this.sessions = sessions;
    this.attempts = attempts;
    this.demo = demo;
    this.audit = audit;
  }

  @GetMapping("/me")
  Me me(HttpServletRequest request) {
    Caller caller = Caller.of(request);
    return new Me(
        caller.name(), caller.level().word(), caller.how().word(), demo.offered().isPresent());
  }

  @PostMapping("/session")
  ResponseEntity<?> begin(@RequestBody Body body, HttpServletRequest request) {
    String token = body.required("token");
    body.done();
    if (!keys.required()) {
      return ResponseEntity.noContent().build();
    }
    String from = request.getRemoteAddr();
    Duration delay = attempts.delay(from);
    if (delay.isPositive()) {
      return ResponseEntity.status(429)
          .header(HttpHeaders.RETRY_AFTER, Long.toString(delay.toSeconds() + 1))
          .body(problem(429, "too many wrong tokens came from your address; wait", request));
    }
    Caller caller = keys.caller(token);
    if (caller == null) {
      attempts.failed(from);
      return ResponseEntity.status(401)
          .body(problem(401, "this token is not known, or has expired", request));
    }
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, sessions.begin(caller, request))
        .build();
  }

  private static Problem problem(int status, String detail, HttpServletRequest request) {
    return Problem.of(status, detail, request.getRequestURI());
  }

  @DeleteMapping("/session")
  ResponseEntity<Void> end(HttpServletRequest request) {
    return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, sessions.end(request)).build();
  }

  @PostMapping("/demo")
  ResponseEntity<Started> demo(HttpServletRequest request) {
    Supplier<String> start =
        demo.offered().orElseThrow(() -> NotThere.unknown("demo: start with ./executor demo"));
    String workflow = start.get();
    audit.note(Caller.of(request).actor(), "demo", workflow, "");
    return ResponseEntity.accepted().body(new Started(workflow));
  }

  @GetMapping("/openapi.json")
  ResponseEntity<byte[]> openApi() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SessionRoutes.class.getResourceAsStream("openapi.json"))) {
      return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(file.readAllBytes());
    }
  }
}

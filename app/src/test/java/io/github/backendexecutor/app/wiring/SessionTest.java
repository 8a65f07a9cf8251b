package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How people at their browsers come in, and how wrong tokens are met.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class SessionTest {
  private static final String OPERATOR = "operator-token-0123456789";

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  private String origin = "";

  @BeforeAll
  void start() throws Exception {
    stage = ApiStage.start(folder, "--executor.operator-token=" + OPERATOR);
    origin = "http://127.0.0.1:" + stage.service.port();
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private HttpResponse<String> login(String token, String... headers) throws Exception {
    return stage.send("POST", "/api/v1/session", "{\"token\":\"" + token + "\"}", headers);
  }

  private String cookie(String... headers) throws Exception {
    HttpResponse<String> answer = login(OPERATOR, headers);
    assertThat(answer.statusCode()).isEqualTo(204);
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  private static String pair(String cookie) {
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  @Order(1)
  void a_session_is_a_cookie_that_no_script_and_no_other_site_gets() throws Exception {
    assertThat(cookie())
        .startsWith("executor-session=")
        .contains("Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=43200")
        .doesNotContain("Secure", OPERATOR);
    assertThat(cookie("X-Forwarded-Proto", "https"))
        .startsWith("__Host-executor-session=")
        .contains("Secure");
  }

  @Test
  @Order(2)
  void a_session_does_what_its_token_may() throws Exception {
    String session = pair(cookie());
    HttpResponse<String> me = stage.send("GET", "/api/v1/me", null, "Cookie", session);
    assertThat(me.body())
        .isEqualTo(
            "{\"name\":\"operator token\",\"role\":\"operator\",\"auth\":\"token\",\"demo\":false}");
    assertThat(
            stage
                .send(
                    "POST",
                    "/api/v1/jobs",
                    "{\"role\":\"agent\"}",
                    "Cookie",
                    session,
                    "Origin",
                    origin)
                .statusCode())
        .isEqualTo(202);
    assertThat(
            stage
                .send(
                    "PATCH", "/api/v1/limits", "{\"total\":1}", "Cookie", session, "Origin", origin)
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  @Order(3)
  void a_cookie_alone_changes_nothing() throws Exception {
    String session = pair(cookie());
    assertThat(
            stage
                .send("POST", "/api/v1/jobs", "{\"role\":\"agent\"}", "Cookie", session)
                .statusCode())
        .isEqualTo(403);
    assertThat(
            stage
                .send(
                    "POST",
                    "/api/v1/jobs",
                    "{\"role\":\"agent\"}",
                    "Cookie",
                    session,
                    "Origin",
                    "https://evil.example")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  @Order(4)
  void a_forged_or_foreign_cookie_is_nobody() throws Exception {
    String session = pair(cookie());
    String forged = session.replace("OPERATOR", "ADMIN");
    assertThat(forged).isNotEqualTo(session);
    for (String bad :
        new String[] {
          forged, session + "x", "executor-session=", "executor-session=a.b.c.d", "other=1"
        }) {
      assertThat(stage.send("GET", "/api/v1/me", null, "Cookie", bad).statusCode())
          .as(bad)
          .isEqualTo(401);
    }
  }

  @Test
  @Order(4)
  void a_session_holds_at_each_instance_of_the_group(@TempDir Path other) throws Exception {
    String session = pair(cookie());
    try (ServiceHandle second =
        ServiceWiring.start(
            List.of(
                "--redis-connection=127.0.0.1:" + stage.redis.port(),
                "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
                "--executor.data=" + other,
                "--executor.operator-token=" + OPERATOR,
                "--server.port=0",
                "--log-level=error"))) {
      second.awaitReady();
      HttpRequest me =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + second.port() + "/api/v1/me"))
              .header("Cookie", session)
              .build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        assertThat(http.send(me, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  @Order(5)
  void the_end_of_a_session_takes_the_cookie_away() throws Exception {
    HttpResponse<String> answer = stage.send("DELETE", "/api/v1/session", "{}");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
  }

  @Test
  @Order(6)
  void health_is_open_and_bare_and_all_else_wants_a_token() throws Exception {
    assertThat(stage.get("/actuator/health").body()).doesNotContain("components", "details");
    assertThat(stage.get("/actuator/prometheus").statusCode()).isEqualTo(401);
    HttpResponse<String> answer = stage.get("/api/v1/jobs");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  /// The last one: it uses up the attempts of this address.
  @Test
  @Order(9)
  void wrong_tokens_are_slowed_down_but_sessions_are_not() throws Exception {
    String session = pair(cookie());
    int status = 401;
    int wrong = 0;
    while (status == 401 && wrong < 100) {
      status = login("guess-" + wrong).statusCode();
      wrong++;
    }
    assertThat(status).isEqualTo(429);
    HttpResponse<String> api = stage.as(OPERATOR).get("/api/v1/me");
    assertThat(api.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(api.headers().firstValue("Retry-After").orElse("0"))).isPositive();
    assertThat(stage.post("/hubs/jobs/negotiate", "").statusCode()).isEqualTo(429);
    stage.as(null);
    assertThat(stage.send("GET", "/api/v1/me", null, "Cookie", session).statusCode())
        .isEqualTo(200);
  }
}

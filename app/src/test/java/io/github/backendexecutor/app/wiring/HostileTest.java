package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What nobody should send, sent to a whole service that asks for no token: a clear 4xx, and
/// nothing is executed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class HostileTest {
  private static final String JOB = "{\"role\":\"agent\",\"task\":\"nap\"}";

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage = ApiStage.start(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\u202egnp.exe\u2066 \u200f",
        "\u001b[2J\u001b]0;owned\u0007\r\nHTTP/1.1 200 OK",
        "'; DROP TABLE job; --",
        "{{7*7}} ${jndi:ldap://x} %s%n"
      })
  void text_of_any_kind_comes_back_as_it_went_in(String text) throws Exception {
    JsonNode body =
        ApiStage.JSON
            .createObjectNode()
            .put("role", "agent")
            .put("task", text)
            .put("workflowId", text.replaceAll("\\p{Cntrl}", ""))
            .set("fields", ApiStage.JSON.createObjectNode().put("note", text));
    String id = stage.submit(body.toString());
    JsonNode job = stage.awaitState(id, "completed");
    assertThat(job.get("task").stringValue()).isEqualTo(text);
    assertThat(job.get("fields").get("note").stringValue()).isEqualTo(text);
    HttpResponse<String> answer = stage.get("/api/v1/jobs/" + ApiStage.encoded(id));
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.body().chars()).noneMatch(c -> c < 0x20);
  }

  @Test
  void json_that_is_too_deep_is_refused_without_being_read() throws Exception {
    String deep = "{\"role\":\"agent\",\"payload\":" + "[".repeat(1_000_000);
    HttpResponse<String> answer = stage.post("/api/v1/jobs", deep);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("nesting depth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"role\":\"agent\"} {}",
        "{\"role\":\"agent\",\"role\":\"manager\"}",
        "{\"role\":\"agent\",\"payload\":NaN}",
        "{'role':'agent'}",
        "{\"role\":[\"agent\"]}",
        "{\"role\":null}"
      })
  void malformed_json_is_refused_and_nothing_is_submitted(String body) throws Exception {
    HttpResponse<String> answer = stage.post("/api/v1/jobs", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body().length()).isLessThan(2_000);
    assertThat(answer.body()).doesNotContain("tools.jackson", "Exception", "at io.github");
  }

  @Test
  void a_long_number_is_refused() throws Exception {
    String body = "{\"role\":\"agent\",\"payload\":" + "9".repeat(100_000) + "}";
    assertThat(stage.post("/api/v1/jobs", body).statusCode()).isEqualTo(400);
  }

  @Test
  void a_string_of_a_mebibyte_is_too_large_and_one_below_is_a_job() throws Exception {
    String large = "{\"role\":\"agent\",\"payload\":\"" + "x".repeat(1 << 20) + "\"}";
    assertThat(stage.post("/api/v1/jobs", large).statusCode()).isEqualTo(413);
    String fits = "{\"role\":\"inspector\",\"payload\":\"" + "x".repeat(1_000_000) + "\"}";
    JsonNode job = stage.awaitState(stage.submit(fits), "completed");
    assertThat(job.get("payload").isNull()).isTrue();
    assertThat(job.get("payloadText").get("bytes").intValue()).isEqualTo(1_000_002);
    assertThat(job.get("payloadText").get("head").stringValue()).hasSize(4_000);
  }

  @Test
  void an_oversize_body_is_refused_whether_or_not_it_says_its_length() throws Exception {
    String head =
        "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    assertThat(raw(head + "Content-Length: 900000000\r\n\r\n{")).startsWith("HTTP/1.1 413");
    StringBuilder chunks = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; i++) {
      chunks.append("10000\r\n").append("[".repeat(0x10000)).append("\r\n");
    }
    assertThat(raw(chunks + "0\r\n\r\n")).containsAnyOf("HTTP/1.1 413", "HTTP/1.1 400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/assets/../api/v1/jobs",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2fapplication.yaml",
        "/assets/..%5c..%5cpom.xml",
        "/api/v1/..;/..;/actuator/env",
        "/api/v1/jobs;x=1",
        "//api/v1/jobs",
        "/api/v1//jobs",
        "/api/v1/jobs/%00",
        "/api/v1/jobs/%zz",
        "/WEB-INF/web.xml",
        "/META-INF/maven",
        "/actuator",
        "/actuator/env",
        "/actuator/heapdump",
        "/error",
        "http://other.example/api/v1/jobs/x/y",
        "/api/v1/jobs?state=\u0001"
      })
  void paths_lead_nowhere_but_to_routes(String path) throws Exception {
    String answer =
        raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*");
    assertThat(answer).doesNotContain("root:", "Tomcat", "Apache", "<html", "java.");
    assertThat(answer).contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/assets/x/..%2f..%2fREADME.md", "/assets/none", "/assets/x/none"})
  void a_file_that_the_pages_do_not_have_is_not_there(String path) throws Exception {
    String answer =
        raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-Fetch-Site | cross-site",
        "Sec-Fetch-Site | same-site",
        "Origin | https://evil.example",
        "Origin | null",
        "Origin | http://localhost.evil.example",
        "Origin | http://127.0.0.1"
      })
  void a_page_of_another_site_cannot_submit(String header, String value) throws Exception {
    long before = jobs();
    HttpResponse<String> answer = stage.send("POST", "/api/v1/jobs", JOB, header, value);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void our_own_page_can() throws Exception {
    String origin = "http://127.0.0.1:" + stage.service.port();
    assertThat(
            stage
                .send(
                    "POST", "/api/v1/jobs", JOB, "Origin", origin, "Sec-Fetch-Site", "same-origin")
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void a_form_of_another_site_cannot_submit() throws Exception {
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertThat(stage.send("POST", "/api/v1/jobs", JOB, "Content-Type", type).statusCode())
          .isEqualTo(415);
    }
  }

  @Test
  void a_page_of_another_site_cannot_read_either_but_somebody_may_follow_a_link() throws Exception {
    assertThat(stage.send("GET", "/api/v1/jobs", null, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(
            stage
                .send(
                    "GET",
                    "/api/v1/jobs",
                    null,
                    "Sec-Fetch-Site",
                    "cross-site",
                    "Sec-Fetch-Mode",
                    "navigate")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_name_that_points_here_is_not_this_machine() throws Exception {
    for (String host : List.of("evil.example", "localhost.evil.example", "10.0.0.1", "")) {
      String answer =
          raw("GET /api/v1/jobs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(host).startsWith("HTTP/1.1 403");
    }
    assertThat(raw("GET /api/v1/me HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_web_socket_of_another_site_is_refused() throws Exception {
    await()
        .until(() -> stage.post("/hubs/jobs/negotiate?negotiateVersion=1", "").statusCode() == 200);
    String upgrade =
        """
        GET /hubs/jobs?id=x HTTP/1.1
        Host: localhost
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Origin: https://evil.example

        """
            .replace("\n", "\r\n");
    assertThat(raw(upgrade)).startsWith("HTTP/1.1 403");
  }

  @Test
  void other_methods_are_not_allowed() throws Exception {
    for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW")) {
      String answer =
          raw(method + " /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(method).matches("(?s)HTTP/1.1 (405|501) .*");
      assertThat(answer).as(method).contains("application/problem+json");
    }
  }

  @Test
  void a_client_that_sends_its_head_slowly_is_cut_off_and_others_are_served() throws Exception {
    try (Socket slow = connect()) {
      slow.getOutputStream()
          .write("GET /api/v1/me HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
      slow.setSoTimeout(30_000);
      assertThat(stage.get("/api/v1/me").statusCode()).isEqualTo(200);
      assertThat(slow.getInputStream().readAllBytes().length).isLessThan(1_000);
    }
  }

  @Test
  void a_client_that_sends_its_head_in_drops_is_cut_off() throws Exception {
    try (Socket slow = connect()) {
      slow.setSoTimeout(1_000);
      OutputStream out = slow.getOutputStream();
      out.write(
          "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> isCutOff(slow, out));
    }
  }

  private static boolean isCutOff(Socket slow, OutputStream out) {
    try {
      out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
      return slow.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void garbage_is_answered_in_the_same_form_or_not_at_all() throws Exception {
    for (String garbage :
        List.of(
            "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET\r\n\r\n",
            "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
            "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")) {
      String answer = raw(garbage);
      assertThat(answer).matches("(?s)|HTTP/1.1 (400|404|431|505) .*");
      assertThat(answer).doesNotContain("Tomcat", "<html", "java.");
    }
  }

  private long jobs() throws Exception {
    return stage.json("/api/v1/jobs?limit=200").get("items").size();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.service.port());
    socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
    return socket;
  }

  /// What comes back, as far as it comes within a while of silence.
  private String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(3_000);
      OutputStream out = socket.getOutputStream();
      StringBuilder answer = new StringBuilder();
      try {
        out.write(request.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        // it may be refused before all of it is sent
      }
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[8_192];
      try {
        for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
          answer.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // silence, or cut off
      }
      return answer.toString();
    }
  }
}

package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.api.gate.Level;
import io.github.backendexecutor.app.api.gate.Rule;
import io.github.backendexecutor.app.api.gate.Rules;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Every route of the router, with each kind of caller: who may come in is what the table says, and
/// a route that the table does not name fails here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class RouteMatrixTest {
  private static final Map<String, Level> TOKENS =
      Map.of(
          "viewer-token-0123456789", Level.VIEWER,
          "operator-token-0123456789", Level.OPERATOR,
          "admin-token-0123456789", Level.ADMIN);

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  private record Route(String method, String path) {}

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage =
        ApiStage.start(
            folder,
            "--executor.token=admin-token-0123456789",
            "--executor.operator-token=operator-token-0123456789",
            "--executor.viewer-token=viewer-token-0123456789");
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void every_route_has_exactly_one_rule_of_its_own() {
    for (Route route : routes()) {
      List<Rule> rules =
          rules().stream()
              .filter(rule -> rule.path().getPatternString().equals(route.path()))
              .filter(rule -> rule.method().equals(route.method()))
              .toList();
      assertThat(rules).as("the rules of " + route + " in Rules").hasSize(1);
    }
  }

  @Test
  void all_that_changes_anything_needs_more_than_a_viewer() {
    for (Rule rule : rules()) {
      boolean changes = !Set.of("GET", "*").contains(rule.method());
      boolean session = rule.path().getPatternString().equals("/api/v1/session");
      if (changes && !session) {
        assertThat(rule.level()).as(rule.toString()).isIn(Level.OPERATOR, Level.ADMIN);
      }
      if (rule.path().getPatternString().startsWith("/api/") && !session) {
        assertThat(rule.level()).as(rule.toString()).isNotNull();
      }
    }
  }

  @Test
  void each_caller_comes_as_far_as_the_table_says() throws Exception {
    for (Rule rule : rules()) {
      if (rule.method().equals("*")) {
        continue; // the hub has tests of its own
      }
      assertThat(status(rule, null)).as("nobody: " + rule).matches(s -> isIn(s, rule, null));
      for (Map.Entry<String, Level> caller : TOKENS.entrySet()) {
        assertThat(status(rule, caller.getKey()))
            .as(caller.getValue() + ": " + rule)
            .matches(s -> isIn(s, rule, caller.getValue()));
      }
    }
  }

  private static boolean isIn(int status, Rule rule, @Nullable Level caller) {
    Level needed = rule.level();
    if (needed == null) {
      return status != 401 && status != 403;
    }
    if (caller == null) {
      return status == 401;
    }
    return caller.covers(needed) ? status != 401 && status != 403 : status == 403;
  }

  @Test
  void the_hub_asks_for_the_same_tokens() throws Exception {
    for (String token : TOKENS.keySet()) {
      assertThat(stage.as(token).post("/hubs/jobs/negotiate?negotiateVersion=1", "").statusCode())
          .isEqualTo(200);
      assertThat(
              stage
                  .as(null)
                  .post("/hubs/jobs/negotiate?negotiateVersion=1&access_token=" + token, "")
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(stage.as(null).post("/hubs/jobs/negotiate?negotiateVersion=1", "").statusCode())
        .isEqualTo(401);
    assertThat(stage.as("wrong").post("/hubs/jobs/negotiate", "").statusCode()).isEqualTo(401);
  }

  /// With an empty object as the body, which changes nothing anywhere.
  private int status(Rule rule, @Nullable String token) throws Exception {
    String path = rule.path().getPatternString().replaceAll("\\{\\*?[a-z]+}", "none");
    boolean reads = rule.method().equals("GET");
    if (path.endsWith("/events")) {
      path += "?wrong=1"; // else it would go on for ever
    }
    HttpResponse<String> answer =
        stage.as(token).send(rule.method(), path, reads ? null : "{\"no\":1}");
    return answer.statusCode();
  }

  private List<Rule> rules() {
    return stage.service.bean(Rules.class).all();
  }

  /// All that Spring and the servlets serve.
  private Set<Route> routes() {
    Set<Route> routes = new TreeSet<>(java.util.Comparator.comparing(Route::toString));
    for (RequestMappingInfoHandlerMapping mapping :
        stage.service.beans(RequestMappingInfoHandlerMapping.class)) {
      mapping.getHandlerMethods().keySet().forEach(info -> routes.addAll(routes(info)));
    }
    for (ServletRegistrationBean<?> servlet : stage.service.beans(ServletRegistrationBean.class)) {
      servlet.getUrlMappings().stream()
          .filter(path -> !path.equals("/"))
          .forEach(path -> routes.add(new Route("*", path)));
    }
    assertThat(routes).hasSizeGreaterThan(30);
    return routes;
  }

  private static List<Route> routes(RequestMappingInfo info) {
    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
    return info.getPatternValues().stream()
        .flatMap(path ->
            methods.isEmpty()
                ? Stream.of(new Route("*", path))
                : methods.stream().map(method -> new Route(method.name(), actuator(path))))
        .toList();
  }

  /// The groups of health are a route for each step below it.
  private static String actuator(String path) {
    return path.equals("/actuator/health/**") ? "/actuator/health/{group}" : path;
  }
}

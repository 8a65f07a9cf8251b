package io.github.backendexecutor.app.api.gate;

import static io.github.backendexecutor.app.api.gate.Level.ADMIN;
import static io.github.backendexecutor.app.api.gate.Level.OPERATOR;
import static io.github.backendexecutor.app.api.gate.Level.VIEWER;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;

/// The table of who may do what: every route that is served, and nothing else is.
public final class Rules {
  private static final String API = "/api/v1";
  private static final String ACTUATOR = "/actuator/";
  private static final @Nullable Level ANYBODY = null;

  private static final List<Rule> TABLE =
      List.of(
          // looking
          rule("GET", API + "/openapi.json", VIEWER),
          rule("GET", API + "/me", VIEWER),
          rule("GET", API + "/overview", VIEWER),
          rule("GET", API + "/counts", VIEWER),
          rule("GET", API + "/failures", VIEWER),
          rule("GET", API + "/jobs", VIEWER),
          rule("GET", API + "/jobs/{id}", VIEWER),
          rule("GET", API + "/jobs/{id}/attempts", VIEWER),
          rule("GET", API + "/jobs/{id}/logs", VIEWER),
          rule("GET", API + "/jobs/{id}/steps", VIEWER),
          rule("GET", API + "/jobs/{id}/notifications", VIEWER),
          rule("GET", API + "/jobs/{id}/payload", VIEWER),
          rule("GET", API + "/jobs/{id}/output", VIEWER),
          rule("GET", API + "/workflows", VIEWER),
          rule("GET", API + "/workflows/{id}", VIEWER),
          rule("GET", API + "/roles", VIEWER),
          rule("GET", API + "/instances", VIEWER),
          rule("GET", API + "/doctor", VIEWER),
          rule("GET", API + "/audit", VIEWER),
          rule("GET", API + "/operations", VIEWER),
          rule("GET", API + "/operations/{id}", VIEWER),
          rule("GET", API + "/events", VIEWER),
          rule("GET", ACTUATOR + "prometheus", VIEWER),
          // working
          rule("POST", API + "/jobs", OPERATOR),
          rule("POST", API + "/jobs/{id}/cancel", OPERATOR),
          rule("POST", API + "/jobs/{id}/retry", OPERATOR),
          rule("POST", API + "/jobs/bulk/cancel", OPERATOR),
          rule("POST", API + "/jobs/bulk/retry", OPERATOR),
          rule("POST", API + "/demo", OPERATOR),
          // steering
          rule("PATCH", API + "/roles/{role}", ADMIN),
          rule("PATCH", API + "/limits", ADMIN),
          // how one comes in, and what holds no data
          rule("POST", API + "/session", ANYBODY),
          rule("DELETE", API + "/session", ANYBODY),
          rule("GET", ACTUATOR + "health", ANYBODY),
          rule("GET", ACTUATOR + "health/{group}", ANYBODY),
          rule("GET", "/assets/{version}/{*name}", ANYBODY),
          // its own gate asks for the same tokens
          rule(Rule.ANY, "/hubs/jobs", ANYBODY),
          rule(Rule.ANY, "/hubs/jobs/negotiate", ANYBODY));

  private static final List<String> PAGES =
      List.of(
          "/",
          "/jobs",
          "/job",
          "/workflows",
          "/workflow",
          "/failed",
          "/roles",
          "/instances",
          "/doctor",
          "/audit",
          "/login");

  private final List<Rule> rules;

  private Rules(Stream<Rule> rules) {
    this.rules = rules.toList();
  }

  /// Of everything that is served.
  public Rules() {
    this(Stream.concat(TABLE.stream(), PAGES.stream().map(page -> rule("GET", page, ANYBODY))));
  }

  /// The same rules where only health and metrics are served.
  public static Rules ofManagement() {
    return new Rules(
        TABLE.stream().filter(rule -> rule.path().getPatternString().startsWith(ACTUATOR)));
  }

  private static Rule rule(String method, String path, @Nullable Level level) {
    return Rule.of(method, path, level);
  }

  public List<Rule> all() {
    return rules;
  }

  /// The rule for a request, if the route exists.
  Optional<Rule> of(String method, PathContainer path) {
    return matching(path).filter(rule -> rule.allows(method)).findFirst();
  }

  /// The methods that this path knows; none: there is no such path.
  List<String> methods(PathContainer path) {
    return matching(path).map(Rule::method).distinct().toList();
  }

  private Stream<Rule> matching(PathContainer path) {
    return rules.stream().filter(rule -> rule.path().matches(path));
  }
}

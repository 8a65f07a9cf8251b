package io.github.backendexecutor.app.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the API answers in one situation, in the words of the contract.
final class Scene {
  /// What somebody may write into any text of a job, and what must be seen and not obeyed.
  static final String HOSTILE =
      "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
          + " \u202Egpj.exe \u001B[31mred\u001B[0m \u0007 \uD83D\uDC69\u200D\uD83D\uDCBB שלום";

  private static final List<String> STATES =
      List.of(
          "running",
          "completed",
          "failed",
          "completed",
          "retry_wait",
          "completed",
          "scheduled",
          "ready",
          "cancelled",
          "completed");
  private static final List<String> TASKS =
      List.of(
          "Summarise the quarterly report",
          "Translate the manual to French",
          "Plan the release and split it into tasks",
          "Review the draft against the style guide",
          HOSTILE,
          "שלום עולם, a task in Hebrew and in English",
          "Index the new documents");
  private static final List<String> ERRORS =
      List.of(
          "the model did not answer within 30 s",
          "exit code 1: ConnectionRefusedError: [Errno 111] connect to 10.0.0.7:5432 failed",
          HOSTILE,
          "payload.customer.address: a text was expected, not an object");

  private final List<String> roles;
  private final boolean empty;
  private final String who;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  /// @param body null: none
  record Answer(int status, @Nullable Object body) {}

  private Scene(List<String> roles, boolean empty, String who) {
    this.roles = roles;
    this.empty = empty;
    this.who = who;
  }

  static Scene of(String name) {
    List<String> three = List.of("manager", "agent", "inspector");
    return switch (name) {
      case "small" -> new Scene(three, false, "admin");
      case "viewer" -> new Scene(three, false, "viewer");
      case "many" -> new Scene(thirty(), false, "admin");
      case "empty" -> new Scene(three, true, "admin");
      case "refused" -> new Scene(three, true, "nobody");
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static List<String> thirty() {
    List<String> roles = new ArrayList<>(List.of("manager", "agent", "inspector"));
    for (int i = 4; i < 30; i++) {
      roles.add("translator-" + List.of("de", "fr", "ja", "pt-br", "zh-hant").get(i % 5) + "-" + i);
    }
    roles.add("a-role-whose-name-is-as-long-as-a-name-may-be-0123456789");
    return roles;
  }

  boolean refuses() {
    return who.equals("nobody");
  }

  Answer answer(String method, String path, @Nullable String query, String body) {
    if (refuses() && !path.equals("/session")) {
      return problem(401, "Unauthorized", "a token is needed");
    }
    if (refuses()) {
      return body.contains("right") ? new Answer(204, null) : problem(401, "Unauthorized", "wrong");
    }
    return method.equals("GET") ? ok(read(path, query == null ? "" : query)) : change(path);
  }

  private static Answer ok(@Nullable Object body) {
    return body == null
        ? problem(404, "Not Found", "there is no such thing")
        : new Answer(200, body);
  }

  private static Answer problem(int status, String title, String detail) {
    return new Answer(
        status, map("type", "about:blank", "title", title, "status", status, "detail", detail));
  }

  private Answer change(String path) {
    if (path.endsWith("/cancel") && !path.contains("bulk")) {
      return new Answer(200, map("jobId", "j", "answer", "stopping"));
    }
    if (path.contains("/bulk/")) {
      return new Answer(202, map("operationId", "op-1"));
    }
    if (path.endsWith("/retry")) {
      return new Answer(202, map("jobId", "j", "generation", 2));
    }
    return path.equals("/demo")
        ? new Answer(202, map("workflowId", "flow/1"))
        : new Answer(200, map());
  }

  private @Nullable Object read(String path, String query) {
    String[] parts = path.substring(1).split("/", -1);
    if (parts[0].equals("jobs") && parts.length > 1) {
      String id = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
      return empty ? null : jobPart(id, parts.length > 2 ? parts[2] : "");
    }
    return switch (parts[0]) {
      case "me" -> map("name", "Ada Lovelace", "role", who, "auth", "token", "demo", true);
      case "overview" -> overview();
      case "jobs" ->
          map(
              "items",
              jobs(query),
              "next",
              query.contains("after") || empty ? null : "p2",
              "searchedTo",
              query.contains("q=") ? ago(86_400) : null);
      case "workflows" ->
          parts.length > 1
              ? workflow(URLDecoder.decode(parts[1], StandardCharsets.UTF_8))
              : map("items", workflows(), "next", null);
      case "roles" ->
          map("total", map("max", 40, "configured", 50, "taken", 17), "items", roleLines());
      case "instances" -> map("items", instances());
      case "failures" -> map("items", failures());
      case "operations" -> parts.length > 1 ? operation() : items(operation());
      case "counts" -> map("items", counts());
      case "doctor" -> map("items", findings());
      case "audit" -> map("items", audit(), "next", null);
      default -> null;
    };
  }

  private Map<String, Object> overview() {
    List<Object> minutes = new ArrayList<>();
    for (int i = 60; i > 0; i--) {
      int n = empty ? 0 : (int) (40 + 30 * Math.sin(i / 7.0) + i % 5);
      minutes.add(
          map("at", minute(i), "completed", n, "failed", n / 9, "cancelled", n % 13 == 0 ? 2 : 0));
    }
    List<Object> outages =
        roles.size() == 30
            ? List.of(
                map(
                    "server",
                    "database",
                    "since",
                    ago(95),
                    "sentence",
                    "The database does not answer; running jobs go on and their results are kept."))
            : List.of();
    return map(
        "now",
        now.toString(),
        "version",
        "0.1.0",
        "demo",
        true,
        "ready",
        outages.isEmpty(),
        "outages",
        outages,
        "counts",
        map(),
        "perMinute",
        minutes,
        "roles",
        roleLines(),
        "instances",
        instances(),
        "failed24h",
        empty ? 0 : 1_284);
  }

  private List<Object> roleLines() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      int n = empty ? 0 : (i * 7) % 23;
      int max = i % 4 == 3 ? 0 : 5 + i;
      all.add(
          map(
              "role",
              roles.get(i),
              "stream",
              "jobs:" + roles.get(i),
              "runner",
              List.of("command", "plugin", "echo").get(i % 3),
              "max",
              max,
              "configured",
              i % 5 == 1 ? max + 10 : max,
              "paused",
              i % 6 == 2,
              "running",
              Math.min(n, max == 0 ? n : max),
              "taken",
              n,
              "waiting",
              map("queued", n * 321, "ready", n / 2, "retryWait", n / 3, "scheduled", n / 5),
              "oldestWaitingMs",
              n == 0 ? null : n * 17_321L,
              "pending",
              n + 3,
              "instances",
              i % 9 == 8 ? 0 : 2));
    }
    return all;
  }

  private List<Object> instances() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Object> serves = new ArrayList<>();
      for (String role : roles) {
        serves.add(map("role", role, "max", 5, "running", empty ? 0 : role.length() % 4));
      }
      all.add(
          map(
              "instanceId",
              "7f3c2d" + i + "-90ab-4c11-8d77-0a1b2c3d4e5" + i,
              "host",
              i == 1 ? "executor-7d9f8c6b5-x2x9k.production.svc.cluster.local" : "worker-" + i,
              "version",
              "0.1.0",
              "startedAt",
              ago(86_400L * i + 540),
              "goneAt",
              i == 2 ? ago(44) : null,
              "alive",
              i != 2,
              "me",
              i == 0,
              "roles",
              serves,
              "running",
              empty ? 0 : 4 * i + 5,
              "beat",
              18_233 + i));
    }
    return all;
  }

  private List<Map<String, Object>> jobs(String query) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : 50); i++) {
      Map<String, Object> job = line(i, roles.get(i % roles.size()), STATES.get(i % STATES.size()));
      if (!query.contains("state=") || query.contains("state=" + job.get("state"))) {
        all.add(job);
      }
    }
    return all;
  }

  private Map<String, Object> line(int i, String role, String state) {
    String id =
        switch (i % 5) {
          case 0 -> "jobs:" + role + "/17322" + i + "4410993-0";
          case 1 -> "9b2f6c1e-5d7a-4f0e-b8f3-" + (100_000_000_000L + i);
          case 2 ->
              "tenant/eu-west-1/customer-4711/orders/2026/11/23/quarterly-report/section-"
                  + i
                  + "/part-0001-of-0099";
          case 3 -> i == 3 ? "<b>bold</b>&\u202Eid" : "report-" + i;
          default -> "translate-" + i;
        };
    boolean ended = List.of("completed", "failed", "cancelled").contains(state);
    boolean waits = List.of("retry_wait", "scheduled").contains(state);
    boolean begun = ended || state.equals("running") || state.equals("retry_wait");
    return map(
        "jobId",
        id,
        "workflowId",
        i % 3 == 0 ? "" : "flow-2026-11-23T21:" + (10 + i % 40),
        "role",
        role,
        "task",
        TASKS.get(i % TASKS.size()),
        "state",
        state,
        "attempt",
        begun ? 1 + i % 3 : 0,
        "generation",
        i % 11 == 2 ? 2 : 1,
        "failures",
        i % 3,
        "lost",
        i % 17 == 4 ? 1 : 0,
        "createdAt",
        ago(20L + i * 37L),
        "startedAt",
        begun ? ago(15L + i * 37L) : null,
        "finishedAt",
        ended ? ago(3L + i * 35L) : null,
        "nextRunAt",
        waits ? now.plusSeconds(40L + i).toString() : null,
        "error",
        state.equals("failed") || state.equals("retry_wait") ? ERRORS.get(i % ERRORS.size()) : null,
        "parentJobId",
        null);
  }

  private @Nullable Object jobPart(String id, String part) {
    int i = Math.floorMod(id.hashCode(), 50);
    String state =
        id.contains("state-")
            ? id.substring(id.indexOf("state-") + 6)
            : jobs("").stream()
                .filter(job -> id.equals(job.get("jobId")))
                .map(job -> (String) job.get("state"))
                .findFirst()
                .orElse("completed");
    if (id.equals("unknown")) {
      return null;
    }
    return switch (part) {
      case "" -> job(id, i, state);
      case "attempts" ->
          items(
              map(
                  "attempt",
                  1,
                  "generation",
                  1,
                  "owner",
                  "worker-1",
                  "startedAt",
                  ago(90),
                  "endedAt",
                  ago(70),
                  "outcome",
                  "failed",
                  "error",
                  ERRORS.get(1),
                  "hasLog",
                  true),
              map(
                  "attempt",
                  2,
                  "generation",
                  1,
                  "owner",
                  "worker-1",
                  "startedAt",
                  ago(55),
                  "endedAt",
                  ago(30),
                  "outcome",
                  "timed_out",
                  "error",
                  HOSTILE,
                  "hasLog",
                  true));
      case "logs" ->
          items(
              map(
                  "attempt",
                  3,
                  "text",
                  "12:00:01 reading the report\n12:00:02 \u001B[32mok\u001B[0m 14 sections\n"
                      + HOSTILE
                      + "\n"
                      + "a long line ".repeat(60)));
      case "steps" ->
          items(
              map(
                  "name",
                  "draft",
                  "state",
                  "completed",
                  "startedAt",
                  ago(20),
                  "endedAt",
                  ago(12),
                  "detail",
                  "1,204 words"),
              map(
                  "name",
                  "review",
                  "state",
                  "running",
                  "startedAt",
                  ago(12),
                  "endedAt",
                  null,
                  "detail",
                  null));
      case "notifications" ->
          items(
              map(
                  "eventId",
                  id + ":1:started",
                  "seq",
                  1,
                  "event",
                  "job_started",
                  "at",
                  ago(90),
                  "target",
                  "connection 5f2c",
                  "outcome",
                  "sent",
                  "count",
                  1,
                  "detail",
                  null),
              map(
                  "eventId",
                  id + ":3:completed",
                  "seq",
                  4,
                  "event",
                  "job_completed",
                  "at",
                  ago(3),
                  "target",
                  "workflow flow-1",
                  "outcome",
                  "failed",
                  "count",
                  3,
                  "detail",
                  HOSTILE));
      case "payload" -> map("report", "q3");
      default -> map();
    };
  }

  private Map<String, Object> job(String id, int i, String state) {
    boolean ended = List.of("completed", "failed", "cancelled").contains(state);
    Map<String, Object> job = line(i, "agent", state);
    job.putAll(
        map(
            "jobId",
            id,
            "attempt",
            3,
            "createdAt",
            ago(95),
            "startedAt",
            state.equals("ready") ? null : ago(25),
            "finishedAt",
            ended ? ago(3) : null,
            "workflowId",
            "flow-1",
            "parentJobId",
            "plan-1",
            "payload",
            map(
                "report",
                "q3",
                "hostile",
                HOSTILE,
                "<b>key</b>",
                true,
                "number",
                0.1,
                "nothing",
                null,
                "sections",
                List.of(1, 2, map("deep", List.of(List.of("x")))),
                "long",
                "lorem ipsum dolor ".repeat(40)),
            "output",
            state.equals("completed") && i % 2 == 0
                ? map("summary", HOSTILE, "words", 1_204, "parts", List.of("a", "b"))
                : null,
            "outputText",
            state.equals("completed") && i % 2 == 1
                ? map("bytes", 1_048_576, "head", "{\"text\":\"" + "x".repeat(4_000))
                : null,
            "payloadText",
            null,
            "fields",
            map("customer", HOSTILE, "region", "eu-west-1"),
            "connectionId",
            "5f2c-conn",
            "owner",
            "worker-1",
            "entry",
            "jobs:agent/1732312993-0",
            "cancelRequested",
            false,
            "maxAttempts",
            5,
            "timeoutMs",
            1_800_000,
            "priority",
            3,
            "runAt",
            null,
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "waiting",
            ended || state.equals("running")
                ? null
                : map(
                    "reason",
                    "role_limit",
                    "sentence",
                    "All 5 slots of the role agent are taken; it starts when one comes free.",
                    "since",
                    ago(40),
                    "until",
                    null),
            "generations",
            List.of(
                map(
                    "generation",
                    1,
                    "state",
                    "failed",
                    "finishedAt",
                    ago(4_000),
                    "error",
                    ERRORS.get(0)))));
    return job;
  }

  private List<Object> workflows() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : 14); i++) {
      all.add(
          map(
              "workflowId",
              i == 4 ? HOSTILE : "flow-2026-11-23T21:" + (10 + i),
              "jobs",
              8 + i * 90,
              "counts",
              map(
                  "completed",
                  5 + i * 80,
                  "running",
                  i % 3,
                  "failed",
                  i % 4,
                  "ready",
                  i * 10 + 3 - i % 3 - i % 4),
              "firstAt",
              ago(4_000 + i * 600L),
              "lastAt",
              ago(i * 600L + 4),
              "state",
              i % 3 == 0 ? "completed" : i % 3 == 1 ? "running" : "failed"));
    }
    return all;
  }

  private @Nullable Object workflow(String id) {
    if (empty) {
      return null;
    }
    int agents = id.contains("big") ? 400 : 9;
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(member(0, "plan-1", "manager", "completed", null));
    for (int i = 1; i <= agents; i++) {
      all.add(
          member(
              i,
              "work-" + i,
              "agent",
              STATES.get(i % STATES.size()),
              id.contains("tree") || id.contains("big") ? "plan-1" : null));
    }
    all.add(
        member(
            agents + 1,
            "check-1",
            "inspector",
            "scheduled",
            id.contains("tree") ? "work-2" : null));
    Map<String, Integer> counts = new LinkedHashMap<>();
    all.forEach(job -> counts.merge((String) job.get("state"), 1, Integer::sum));
    return map("workflowId", id, "counts", counts, "jobs", all, "truncated", false);
  }

  private Map<String, Object> member(
      int i, String id, String role, String state, @Nullable String parent) {
    Map<String, Object> job = line(i, role, state);
    job.putAll(
        map(
            "jobId",
            id,
            "parentJobId",
            parent,
            "createdAt",
            ago(200 - Math.min(i, 150)),
            "attempt",
            1 + i % 2));
    return job;
  }

  private List<Object> failures() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : ERRORS.size()); i++) {
      all.add(
          map(
              "errorKey",
              "e" + i,
              "role",
              roles.get(i % roles.size()),
              "count",
              (4 - i) * 1_311,
              "example",
              ERRORS.get(i),
              "lastJobId",
              "report-" + i,
              "lastAt",
              ago(i * 60L + 5)));
    }
    return all;
  }

  private Map<String, Object> operation() {
    return map(
        "operationId",
        "op-1",
        "kind",
        "retry",
        "state",
        "done",
        "changed",
        5_244,
        "startedAt",
        ago(20),
        "endedAt",
        ago(8),
        "error",
        null);
  }

  private List<Object> counts() {
    List<Object> all = new ArrayList<>();
    for (int i = 60; i > 0 && !empty; i--) {
      for (String role : roles) {
        all.add(
            map(
                "at",
                minute(i),
                "role",
                role,
                "completed",
                (i * role.length()) % 17,
                "failed",
                i % 19 == 0 ? 2 : 0,
                "cancelled",
                0,
                "waitMs",
                120,
                "runMs",
                900));
      }
    }
    return all;
  }

  private static List<Object> findings() {
    return List.of(
        map("level", "ok", "name", "redis version", "finding", "8.2.1", "advice", null),
        map(
            "level",
            "fail",
            "name",
            "eviction",
            "finding",
            "maxmemory-policy is allkeys-lru: Redis throws whole streams of jobs away when its memory is full",
            "advice",
            "CONFIG SET maxmemory-policy noeviction, and in redis.conf"),
        map(
            "level",
            "warn",
            "name",
            "persistence",
            "finding",
            "appendfsync is everysec: a power cut loses the last second",
            "advice",
            "appendfsync always, where that matters"),
        map(
            "level",
            "unknown",
            "name",
            "clocks",
            "finding",
            "the database did not answer",
            "advice",
            null),
        map("level", "ok", "name", "invariants", "finding", "8 of 8 hold", "advice", null));
  }

  private List<Object> audit() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : 12); i++) {
      all.add(
          map(
              "id",
              100 - i,
              "at",
              ago(i * 333L),
              "actor",
              i % 4 == 3 ? HOSTILE : "ada",
              "action",
              List.of("job.retry", "role.pause", "limit.total", "job.cancel").get(i % 4),
              "target",
              "jobs:agent/17322" + i + "-0",
              "detail",
              i % 2 == 0 ? "max 5 -> 10" : null));
    }
    return all;
  }

  private String ago(long seconds) {
    return now.minusSeconds(seconds).toString();
  }

  private String minute(int ago) {
    return now.truncatedTo(ChronoUnit.MINUTES).minus(ago - 1L, ChronoUnit.MINUTES).toString();
  }

  private static Map<String, Object> items(Object... items) {
    return map("items", Arrays.asList(items));
  }

  private static Map<String, Object> map(@Nullable Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}

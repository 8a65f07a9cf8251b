package io.github.backendexecutor.app.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The jobs of a workflow, each indented below its parent. What producers wrote as parents may be
/// unknown, or go round in circles: no job is left out, and none comes twice.
final class JobTree {
  private static final int DEEPEST = 12;

  private JobTree() {}

  private record Place(JsonNode job, int depth) {}

  static Table table(JsonNode jobs) {
    Map<String, List<JsonNode>> children = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    jobs.forEach(job -> known.add(id(job)));
    List<JsonNode> roots = new ArrayList<>();
    jobs.forEach(job -> {
      String parent = job.path("parentJobId").asString("");
      if (known.contains(parent)) {
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(job);
      } else {
        roots.add(job);
      }
    });
    jobs.forEach(roots::add); // those in a circle have no root above them
    return walk(roots, children);
  }

  private static Table walk(List<JsonNode> roots, Map<String, List<JsonNode>> children) {
    Table table = new Table("no jobs", "JOB", "ROLE", "STATE", "ATTEMPT", "TASK");
    Set<String> seen = new HashSet<>();
    Deque<Place> next = new ArrayDeque<>();
    for (JsonNode root : roots) {
      next.push(new Place(root, 0));
      while (!next.isEmpty()) {
        Place place = next.pop();
        JsonNode job = place.job();
        if (seen.add(id(job))) {
          table.row(
              "  ".repeat(Math.min(place.depth(), DEEPEST)) + id(job),
              job.path("role"),
              job.path("state"),
              job.path("attempt"),
              job.path("task"));
          List<JsonNode> below = new ArrayList<>(children.getOrDefault(id(job), List.of()));
          Collections.reverse(below); // the first of them comes off the stack first
          below.forEach(child -> next.push(new Place(child, place.depth() + 1)));
        }
      }
    }
    return table;
  }

  private static String id(JsonNode job) {
    return job.path("jobId").asString("");
  }
}

package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The demo's inspector: adds up what the agents counted and counts once more itself.
///
/// Payload `{"counts": [{"file", "lines", "words"}, …]}`, result `{"files", "lines", "words",
/// "agrees", "differences": [file, …]}`.
public final class CompareCounts implements Runner {
  private final JsonMapper json = new JsonMapper();

  @Override
  public String run(Job job, JobContext context) throws IOException {
    long lines = 0;
    long words = 0;
    int files = 0;
    List<String> differences = new ArrayList<>();
    for (JsonNode claim : json.readTree(job.payload().text()).path("counts")) {
      String file = claim.path("file").asString("");
      TextFiles.Count own = TextFiles.count(Path.of(file));
      TextFiles.Count told =
          new TextFiles.Count(claim.path("lines").asLong(-1), claim.path("words").asLong(-1));
      if (!own.equals(told)) {
        differences.add(file);
        context.log(file + ": " + told + " was claimed, " + own + " is right");
      }
      files++;
      lines += told.lines();
      words += told.words();
    }
    ObjectNode result = json.createObjectNode();
    result.put("files", files).put("lines", lines).put("words", words);
    result.put("agrees", differences.isEmpty());
    result.set("differences", json.valueToTree(differences));
    return json.writeValueAsString(result);
  }
}

package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The demo's manager: looks at a folder and splits the work, one part a text file.
///
/// Payload `{"folder": path}`, result `{"files": [path, …]}`.
public final class ListFiles implements Runner {
  private final JsonMapper json = new JsonMapper();

  @Override
  public String run(Job job, JobContext context) throws RunFailed, IOException {
    Path folder = Path.of(json.readTree(job.payload().text()).path("folder").asString(""));
    if (!Files.isDirectory(folder)) {
      throw RunFailed.permanent("not a folder: " + folder);
    }
    List<String> files = TextFiles.in(folder).stream().map(Path::toString).toList();
    if (files.isEmpty()) {
      throw RunFailed.permanent("no text files in " + folder);
    }
    context.log(files.size() + " text files in " + folder);
    return json.writeValueAsString(Map.of("files", files));
  }
}

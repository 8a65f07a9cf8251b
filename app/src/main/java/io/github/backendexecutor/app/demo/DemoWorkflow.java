package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Sends the demo's jobs through Redis, phase by phase, and watches the database for how they end:
/// a manager lists the files, one agent a file counts, an inspector adds up and compares.
public final class DemoWorkflow {
  private static final Role MANAGER = new Role("manager");
  private static final Role AGENT = new Role("agent");
  private static final Role INSPECTOR = new Role("inspector");
  private static final Duration LOOK = Duration.ofMillis(100);

  private final JobProducer producer;
  private final JobHistory history;
  private final Clock clock;
  private final Consumer<String> out;
  private final String workflowId;
  private final JsonMapper json = new JsonMapper();
  private int sent;

  /// @param workflowId new for each demo, so that earlier ones stay apart
  /// @param out takes each line of progress
  public DemoWorkflow(
      JobProducer producer,
      JobHistory history,
      Clock clock,
      Consumer<String> out,
      String workflowId) {
    this.producer = producer;
    this.history = history;
    this.clock = clock;
    this.out = out;
    this.workflowId = workflowId;
  }

  /// Runs all three phases and prints the table.
  ///
  /// @return whether every job completed and the inspector found the counts right
  public boolean run(Path folder) throws InterruptedException {
    out.accept("workflow " + workflowId + ": lines and words of the text files in " + folder);
    JobRecord list =
        one(MANAGER, "list the text files and split the work", Map.of("folder", folder.toString()));
    if (list.output() == null) {
      return failed(list);
    }
    List<JobRecord> counts = count(json.readTree(list.output().text()).path("files"));
    for (JobRecord count : counts) {
      if (count.output() == null) {
        return failed(count);
      }
    }
    JobRecord sum = one(INSPECTOR, "add up and compare", Map.of("counts", claims(counts)));
    if (sum.output() == null) {
      return failed(sum);
    }
    JsonNode total = json.readTree(sum.output().text());
    DemoTable.of(folder, counts, total).forEach(out);
    return total.path("agrees").asBoolean(false);
  }

  private List<JobRecord> count(JsonNode files) throws InterruptedException {
    List<JobId> ids = new ArrayList<>();
    for (JsonNode file : files) {
      ids.add(send(AGENT, file.asString(), Map.of("file", file.asString())));
    }
    return ended(ids);
  }

  private JobRecord one(Role role, String task, Map<String, ?> payload)
      throws InterruptedException {
    return ended(List.of(send(role, task, payload))).getFirst();
  }

  private JobId send(Role role, String task, Map<String, ?> payload) {
    JobId id = new JobId(workflowId + "-" + role + "-" + ++sent);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jobId", id.value());
    fields.put("workflowId", workflowId);
    fields.put("connectionId", "");
    fields.put("task", task);
    fields.put("payload", json.writeValueAsString(payload));
    producer.add(role, fields);
    return id;
  }

  /// Waits until all of these have ended, printing each as it does; in the order of the ids.
  private List<JobRecord> ended(List<JobId> ids) throws InterruptedException {
    Map<JobId, JobRecord> done = new LinkedHashMap<>();
    while (done.size() < ids.size()) {
      for (JobId id : ids) {
        if (!done.containsKey(id)) {
          history.job(id).filter(job -> job.state().terminal()).ifPresent(job -> tell(done, job));
        }
      }
      clock.sleep(LOOK);
    }
    return ids.stream().map(done::get).toList();
  }

  private void tell(Map<JobId, JobRecord> done, JobRecord job) {
    done.put(job.id(), job);
    out.accept(DemoTable.progress(job));
  }

  private ArrayNode claims(List<JobRecord> counts) {
    ArrayNode claims = json.createArrayNode();
    for (JobRecord count : counts) {
      if (count.output() != null) {
        JsonNode result = json.readTree(count.output().text());
        claims
            .addObject()
            .put("file", count.task())
            .put("lines", result.path("lines").asLong())
            .put("words", result.path("words").asLong());
      }
    }
    return claims;
  }

  private boolean failed(JobRecord job) {
    String why = job.state() == JobState.FAILED ? String.valueOf(job.error()) : job.state().word();
    out.accept("job " + job.id() + " did not complete: " + why);
    return false;
  }
}

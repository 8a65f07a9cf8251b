package io.github.backendexecutor.executor.job;

import java.util.Map;

/// One piece of work as its producer wrote it. Nothing in it changes while the job lives.
///
/// @param workflowId groups jobs that belong together; may be empty
/// @param connectionId the SignalR connection that waits for the result; may be empty
/// @param task what to do, in the producer's words; may be empty
/// @param payload the input, JSON exactly as the producer wrote it
/// @param fields the entry's fields that this program does not know, in the order of the entry
public record Job(
    JobId id,
    String workflowId,
    String connectionId,
    Role role,
    String task,
    JsonText payload,
    JobTerms terms,
    Map<String, String> fields) {

  /// The same job in another trace context.
  Job tracedBy(String context) {
    return new Job(
        id, workflowId, connectionId, role, task, payload, terms.tracedBy(context), fields);
  }

  /// About how much heap this job keeps alive, in bytes.
  public long weight() {
    return 512L + task.length() + payload.text().length();
  }
}

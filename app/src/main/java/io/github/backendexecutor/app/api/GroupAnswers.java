package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.JobAnswers.Line;
import io.github.backendexecutor.executor.job.AuditLine;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the API answers about roles, instances, workflows and counts.
final class GroupAnswers {
  private GroupAnswers() {}

  /// A role: its limit, and who waits for it.
  ///
  /// @param max how many jobs of it one instance runs at most; 0: unlimited
  /// @param configured the same as configured here
  /// @param running in all instances
  /// @param taken slots that are taken here
  /// @param oldestWaitingMs how long the one has waited that waits longest; null: none does
  /// @param pending entries that were read and not settled; null: Redis is away
  /// @param instances how many serve it
  record RoleAnswer(
      Role role,
      @Nullable String stream,
      @Nullable String runner,
      int max,
      int configured,
      boolean paused,
      int running,
      int taken,
      WaitingCounts waiting,
      @Nullable Long oldestWaitingMs,
      @Nullable Long pending,
      int instances) {}

  /// How many jobs wait, by where.
  ///
  /// @param queued entries that nobody has read; null: Redis is away
  record WaitingCounts(@Nullable Long queued, long ready, long retryWait, long scheduled) {}

  /// The limit of all roles together, of one instance; 0: unlimited.
  record Total(int max, int configured, int taken) {}

  record Roles(Total total, List<RoleAnswer> items) {}

  record NewLimit(int total) {}

  /// A process.
  ///
  /// @param me it is the one that answers
  /// @param running how many jobs it runs
  record InstanceAnswer(
      InstanceId instanceId,
      @Nullable String host,
      @Nullable String version,
      Instant startedAt,
      @Nullable Instant goneAt,
      boolean alive,
      boolean me,
      @Nullable String hub,
      List<InstanceRole> roles,
      int running,
      long beat) {}

  record InstanceRole(Role role, int max, int running) {}

  record WorkflowAnswer(
      String workflowId,
      int jobs,
      boolean more,
      Map<String, Integer> counts,
      Instant firstAt,
      Instant lastAt,
      String state) {
    static WorkflowAnswer of(WorkflowLine line) {
      return new WorkflowAnswer(
          line.id(),
          line.jobs(),
          line.more(),
          words(line),
          line.firstAt(),
          line.lastAt(),
          line.state().word());
    }
  }

  /// A workflow and its jobs, the first ones when it is truncated.
  record WorkflowJobs(
      String workflowId,
      Map<String, Integer> counts,
      Instant firstAt,
      Instant lastAt,
      String state,
      List<Line> jobs,
      boolean truncated) {
    static WorkflowJobs of(Workflow workflow) {
      WorkflowLine line = workflow.line();
      return new WorkflowJobs(
          line.id(),
          words(line),
          line.firstAt(),
          line.lastAt(),
          line.state().word(),
          workflow.jobs().stream().map(Line::of).toList(),
          line.more());
    }
  }

  private static Map<String, Integer> words(WorkflowLine line) {
    Map<String, Integer> words = new TreeMap<>();
    line.counts().forEach((state, count) -> words.put(state.word(), count));
    return words;
  }

  record Failure(
      String errorKey, Role role, long count, String example, JobId lastJobId, Instant lastAt) {
    static Failure of(FailureGroup group) {
      return new Failure(
          group.errorKey(),
          group.role(),
          group.count(),
          group.example(),
          group.lastJob(),
          group.lastAt());
    }
  }

  record AuditAnswer(
      long id, Instant at, String actor, String action, String target, String detail) {
    static AuditAnswer of(AuditLine line) {
      return new AuditAnswer(
          line.id(), line.at(), line.actor().name(), line.action(), line.target(), line.detail());
    }
  }

  /// A part of the audit log, the newest first.
  ///
  /// @param next to be sent as `before`; null: there is no more
  record AuditPage(List<AuditAnswer> items, @Nullable Long next) {}

  /// How many jobs ended in a minute.
  record Minute(Instant at, long completed, long failed, long cancelled) {}

  /// How many jobs of a role ended in a span of time, and how long they waited and ran on average.
  record Count(
      Instant at,
      Role role,
      long completed,
      long failed,
      long cancelled,
      long waitMs,
      long runMs) {}

  /// A server that is out of reach.
  record OutageAnswer(String server, Instant since, String sentence) {}

  /// Everything for a first look.
  ///
  /// @param counts by role and state
  /// @param stale the database is away: what stands here is what was known last
  record Overview(
      Instant now,
      String version,
      boolean demo,
      boolean ready,
      boolean stale,
      List<OutageAnswer> outages,
      Map<String, Map<String, Long>> counts,
      List<Minute> perMinute,
      List<RoleAnswer> roles,
      List<InstanceAnswer> instances,
      long failed24h) {}

  record Me(String name, String role, String auth, boolean demo) {}

  record Started(String workflowId) {}
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/// The records that the API answers with, by what its description calls them.
public final class ApiRecords {
  private ApiRecords() {}

  public static Map<String, Class<?>> byName() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("JobLine", JobAnswers.Line.class);
    all.put("Job", JobAnswers.Full.class);
    all.put("Beginning", JobAnswers.Beginning.class);
    all.put("Waiting", JobAnswers.Why.class);
    all.put("Generation", JobAnswers.Past.class);
    all.put("Attempt", JobAnswers.Attempt.class);
    all.put("Log", JobAnswers.Log.class);
    all.put("Step", JobAnswers.Step.class);
    all.put("Notification", JobAnswers.Told.class);
    all.put("Accepted", JobAnswers.Accepted.class);
    all.put("Cancelled", JobAnswers.Cancelled.class);
    all.put("Retried", JobAnswers.Retried.class);
    all.put("Role", GroupAnswers.RoleAnswer.class);
    all.put("WaitingCounts", GroupAnswers.WaitingCounts.class);
    all.put("Total", GroupAnswers.Total.class);
    all.put("Roles", GroupAnswers.Roles.class);
    all.put("Limit", GroupAnswers.NewLimit.class);
    all.put("Instance", GroupAnswers.InstanceAnswer.class);
    all.put("InstanceRole", GroupAnswers.InstanceRole.class);
    all.put("Workflow", GroupAnswers.WorkflowAnswer.class);
    all.put("WorkflowJobs", GroupAnswers.WorkflowJobs.class);
    all.put("Failure", GroupAnswers.Failure.class);
    all.put("AuditLine", GroupAnswers.AuditAnswer.class);
    all.put("AuditPage", GroupAnswers.AuditPage.class);
    all.put("Minute", GroupAnswers.Minute.class);
    all.put("Count", GroupAnswers.Count.class);
    all.put("Outage", GroupAnswers.OutageAnswer.class);
    all.put("Overview", GroupAnswers.Overview.class);
    all.put("Me", GroupAnswers.Me.class);
    all.put("Started", GroupAnswers.Started.class);
    all.put("Finding", Exam.Finding.class);
    all.put("Operation", Operations.Operation.class);
    all.put("Begun", BulkRoutes.Begun.class);
    all.put("Problem", Problem.class);
    all.put("Wrong", Problem.Wrong.class);
    return all;
  }
}

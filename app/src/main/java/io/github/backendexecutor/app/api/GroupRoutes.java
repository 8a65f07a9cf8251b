package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.GroupAnswers.AuditAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.AuditPage;
import io.github.backendexecutor.app.api.GroupAnswers.Failure;
import io.github.backendexecutor.app.api.GroupAnswers.InstanceAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.Overview;
import io.github.backendexecutor.app.api.GroupAnswers.Roles;
import io.github.backendexecutor.app.api.GroupAnswers.WorkflowAnswer;
import io.github.backendexecutor.app.api.GroupAnswers.WorkflowJobs;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobLists;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Everything about many jobs: roles, instances, workflows, failures, the audit log.
@RestController
@RequestMapping("/api/v1")
public final class GroupRoutes {
  private static final int MOST = 200;

  private final JobLists lists;
  private final JobCounts counts;
  private final Audit audit;
  private final RoleBoard board;
  private final Overviews overviews;

  public GroupRoutes(
      JobLists lists, JobCounts counts, Audit audit, RoleBoard board, Overviews overviews) {
    this.lists = lists;
    this.counts = counts;
    this.audit = audit;
    this.board = board;
    this.overviews = overviews;
  }

  @GetMapping("/overview")
  Overview overview() {
    return overviews.now();
  }

  @GetMapping("/roles")
  Roles roles() {
    return board.roles();
  }

  @GetMapping("/instances")
  Listing<InstanceAnswer> instances() {
    return new Listing<>(overviews.instances());
  }

  @GetMapping("/failures")
  Listing<Failure> failures(HttpServletRequest request) {
    Query query = new Query(request);
    Role role = query.role("role");
    int limit = query.whole("limit", 50, 1, MOST);
    query.done();
    return new Listing<>(counts.failures(role, limit).stream().map(Failure::of).toList());
  }

  @GetMapping("/workflows")
  Paged<WorkflowAnswer> workflows(HttpServletRequest request) {
    Query query = new Query(request);
    Place after = query.place("after");
    int limit = query.whole("limit", 50, 1, MOST);
    query.done();
    return Paged.of(lists.workflows(after, limit), WorkflowAnswer::of);
  }

  @GetMapping("/workflows/{id}")
  WorkflowJobs workflow(@PathVariable String id) {
    return lists
        .workflow(id)
        .map(WorkflowJobs::of)
        .orElseThrow(
            () -> NotThere.unknown("workflow of this id, or nobody has read its jobs yet"));
  }

  @GetMapping("/audit")
  AuditPage audit(HttpServletRequest request) {
    Query query = new Query(request);
    int before = query.whole("before", 0, 1, Integer.MAX_VALUE);
    int limit = query.whole("limit", 50, 1, MOST);
    query.done();
    List<AuditAnswer> lines =
        audit.lines(before == 0 ? null : (long) before, limit).stream()
            .map(AuditAnswer::of)
            .toList();
    @Nullable Long next = lines.size() < limit ? null : lines.getLast().id();
    return new AuditPage(lines, next);
  }
}

package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.Operations.Kind;
import io.github.backendexecutor.app.api.Operations.Operation;
import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.executor.job.JobFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Changes of all jobs that fit a filter.
@RestController
@RequestMapping("/api/v1")
public final class BulkRoutes {
  private final Operations operations;

  public BulkRoutes(Operations operations) {
    this.operations = operations;
  }

  /// Where to ask for how far it has come.
  record Begun(String operationId) {}

  @PostMapping("/jobs/bulk/retry")
  ResponseEntity<Begun> retry(@RequestBody Body body, HttpServletRequest request) {
    return begin(Kind.RETRY, body, request);
  }

  @PostMapping("/jobs/bulk/cancel")
  ResponseEntity<Begun> cancel(@RequestBody Body body, HttpServletRequest request) {
    return begin(Kind.CANCEL, body, request);
  }

  /// The filter has to be there, though it may be empty: nobody changes all jobs by a slip.
  private ResponseEntity<Begun> begin(Kind kind, Body body, HttpServletRequest request) {
    if (!body.has("filter")) {
      body.wrong("filter", "is missing; {} means all jobs");
    }
    Body asked = body.object("filter");
    JobFilter filter = Filters.of(asked);
    asked.onlyKnown();
    body.done();
    Operation begun = operations.begin(kind, filter, Caller.of(request).actor());
    return ResponseEntity.accepted().body(new Begun(begun.operationId()));
  }

  @GetMapping("/operations")
  Listing<Operation> all() {
    return new Listing<>(operations.all());
  }

  @GetMapping("/operations/{id}")
  Operation one(@PathVariable String id) {
    return operations
        .of(id)
        .orElseThrow(() -> NotThere.unknown("operation of this id at this instance"));
  }
}

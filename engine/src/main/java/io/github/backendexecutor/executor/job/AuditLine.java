package io.github.backendexecutor.executor.job;

import java.time.Instant;

/// One line of the audit log: who changed what, and when.
///
/// @param id goes up with each line
/// @param action one word or two: `retry`, `cancel`, `pause`, `limit` …
/// @param target what was changed: an id, a role, a filter
/// @param detail what it is now, for a person; may be empty
public record AuditLine(
    long id, Instant at, Actor actor, String action, String target, String detail) {}

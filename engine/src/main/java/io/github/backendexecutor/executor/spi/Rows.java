package io.github.backendexecutor.executor.spi;

/// The rows of all jobs, as one executor may use them.
public record Rows(JobStore store, Ownership ownership, Spool spool) {}

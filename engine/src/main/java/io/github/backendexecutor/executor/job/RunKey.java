package io.github.backendexecutor.executor.job;

/// Which run of which job.
public record RunKey(JobId job, int attempt) {}

package io.github.backendexecutor.executor.job;

/// An instance that has left, or is taken for dead, and its last beat in the database. An instance
/// that beats again after that is not gone, and whatever is asked about this value changes nothing.
public record Gone(InstanceId instance, long beat) {}

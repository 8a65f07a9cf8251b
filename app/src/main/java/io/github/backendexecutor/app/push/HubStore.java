package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.util.function.Supplier;

/// What the hub asks the database.
///
/// @param events what clients may have missed
/// @param history the rows of jobs that have no events of their own
/// @param secret the same for all instances on this database; throws
///   [io.github.backendexecutor.executor.spi.StoreUnavailable] while it cannot be read
public record HubStore(JobEvents events, JobHistory history, Supplier<String> secret) {}

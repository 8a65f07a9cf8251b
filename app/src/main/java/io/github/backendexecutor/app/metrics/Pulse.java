package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.GroupCommit;
import java.time.Duration;
import java.util.Map;

/// What an executor is doing at the moment in which somebody looks.
///
/// @param ready it takes work now
/// @param capacity what it can run, and what it runs
/// @param control what operators have changed
/// @param taken slots taken by role; an idle role's reader takes one
/// @param databaseAway the database is out of reach
/// @param redisAway Redis is out of reach
/// @param sinceBeat how long ago the latest beat was sent that has arrived in the database
/// @param takenOver runs of dead executors, picked up here since the start
/// @param refused late results that were refused since the start
/// @param kept results that waited on the disk since the start
/// @param rows what has been written into rows
/// @param settled what has been taken out of streams
public record Pulse(
    boolean ready,
    Capacity capacity,
    Control control,
    Map<Role, Integer> taken,
    boolean databaseAway,
    boolean redisAway,
    Duration sinceBeat,
    long takenOver,
    long refused,
    long kept,
    GroupCommit.Volume rows,
    GroupCommit.Volume settled) {}

package io.github.backendexecutor.executor.flow;

/// What happened rarely since the start.
///
/// @param refused endings that were not saved because their run had been lost to another executor
/// @param takenOver runs of executors that are gone, picked up here
/// @param kept endings that had to wait for the database on the disk
public record Counts(long refused, long takenOver, long kept) {}

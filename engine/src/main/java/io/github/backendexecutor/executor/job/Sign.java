package io.github.backendexecutor.executor.job;

/// A sign of life of one instance, as one witness (the database or Redis) has it.
///
/// @param beat goes up while the instance lives; -1 when the witness knows of none
/// @param attached whether a connection of its process is open to the witness: a killed process
///   loses it at once, a paused one keeps it
/// @param gone whether it has left or was declared dead at this beat. Only the database says so
public record Sign(long beat, boolean attached, boolean gone) {}

package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RoleSettings;
import java.time.Duration;
import java.util.List;

/// What an executor does: which roles, how many at once, and how long it waits when it stops.
///
/// @param limits must name every role
/// @param grace how long running jobs may go on after [Executor#stop]; then they are given back
/// @param silence how long another instance may show no sign of life before its jobs start
///   elsewhere
public record ExecutorSettings(
    List<RoleSettings> roles, Limits limits, Duration grace, Duration silence) {}

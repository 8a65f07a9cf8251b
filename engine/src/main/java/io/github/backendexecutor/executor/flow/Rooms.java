package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.Observer;

/// The rooms that every job walks through.
record Rooms(
    PatientStore store,
    Settling settling,
    Notifier notifier,
    Observer observer,
    DueTimes dueTimes,
    RunnerCall runnerCall,
    RetryPolicy policy,
    Parked parked,
    Unsaved unsaved,
    Lease lease,
    Tally tally,
    Threads threads,
    Clock clock) {}

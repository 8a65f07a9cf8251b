package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.InstanceId;

/// How an executor belongs to its group.
///
/// @param self new at each start of a process, and the same in all sockets
/// @param database the witness that decides
/// @param redis the second witness
public record Members(InstanceId self, Membership database, Membership redis, Nudges nudges) {}

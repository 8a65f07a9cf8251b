package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Controls;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.Submissions;

/// All that people look at and work with in one database.
public record Desk(
    JobLists lists,
    JobCounts counts,
    Operator operator,
    Audit audit,
    Controls controls,
    Submissions submissions,
    Housekeeping housekeeping) {}

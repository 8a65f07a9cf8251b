/// Whole executors on the in-memory fakes, run one step at a time in an order that a seed decides,
/// under faults that it draws, and an oracle that looks at all they do.
@NullMarked
package io.github.backendexecutor.executor.proof.simulation;

import org.jspecify.annotations.NullMarked;

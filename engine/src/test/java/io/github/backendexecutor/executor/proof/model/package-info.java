/// The delivery protocol as a small model: every interleaving of it is walked, on the real
/// transitions of a job's row.
@NullMarked
package io.github.backendexecutor.executor.proof.model;

import org.jspecify.annotations.NullMarked;

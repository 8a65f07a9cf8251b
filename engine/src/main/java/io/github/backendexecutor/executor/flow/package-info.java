/// The straight line of a job: from its stream through slots and runner to its saved end.
@NullMarked
package io.github.backendexecutor.executor.flow;

import org.jspecify.annotations.NullMarked;

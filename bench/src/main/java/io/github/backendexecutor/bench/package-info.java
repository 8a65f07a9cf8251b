/// The full set of measurements: each play in a process of its own, several times, into a table.
@NullMarked
package io.github.backendexecutor.bench;

import org.jspecify.annotations.NullMarked;

/// Measures what this program does with a job, next to what a bare client does: short for a user's
/// machine, and in parts for the full set in the module `bench`.
@NullMarked
package io.github.backendexecutor.app.bench;

import org.jspecify.annotations.NullMarked;

/// The front door of the engine: start an executor, stop it, look at it.
@NullMarked
package io.github.backendexecutor.executor;

import org.jspecify.annotations.NullMarked;

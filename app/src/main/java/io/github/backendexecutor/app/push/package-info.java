/// Tells waiting clients of their jobs.
@NullMarked
package io.github.backendexecutor.app.push;

import org.jspecify.annotations.NullMarked;

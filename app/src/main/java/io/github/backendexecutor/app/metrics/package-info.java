/// Shows people how jobs fare: metrics for Prometheus, and traces.
@NullMarked
package io.github.backendexecutor.app.metrics;

import org.jspecify.annotations.NullMarked;

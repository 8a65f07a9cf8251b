/// The HTTP API: what people and programs see of jobs, and what they may do to them.
@NullMarked
package io.github.backendexecutor.app.api;

import org.jspecify.annotations.NullMarked;

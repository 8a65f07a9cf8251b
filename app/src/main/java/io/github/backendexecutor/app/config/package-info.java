/// Reads the configuration and wires the rooms together; the only room that sees all.
@NullMarked
package io.github.backendexecutor.app.config;

import org.jspecify.annotations.NullMarked;

/// The commands of ./executor.
@NullMarked
package io.github.backendexecutor.app.cli;

import org.jspecify.annotations.NullMarked;

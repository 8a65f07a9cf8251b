/// The runners that a role can be given.
@NullMarked
package io.github.backendexecutor.app.runner;

import org.jspecify.annotations.NullMarked;

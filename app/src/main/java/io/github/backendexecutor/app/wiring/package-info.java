/// Plugs the rooms together as the configuration says; the only room that sees all of them.
@NullMarked
package io.github.backendexecutor.app.wiring;

import org.jspecify.annotations.NullMarked;

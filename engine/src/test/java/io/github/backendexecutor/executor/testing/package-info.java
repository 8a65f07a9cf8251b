/// Fakes of the sockets and the contracts that every implementation of a socket is tested against.
@NullMarked
package io.github.backendexecutor.executor.testing;

import org.jspecify.annotations.NullMarked;

/// The sockets: small interfaces between the straight line of a job and the world it works in.
@NullMarked
package io.github.backendexecutor.executor.spi;

import org.jspecify.annotations.NullMarked;

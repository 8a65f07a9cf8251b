/// Redis behind the stream socket: connections, entries, groups.
@NullMarked
package io.github.backendexecutor.app.redis;

import org.jspecify.annotations.NullMarked;

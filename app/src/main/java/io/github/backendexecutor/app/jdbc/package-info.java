/// SQL databases behind the store and history sockets, and their migrations.
@NullMarked
package io.github.backendexecutor.app.jdbc;

import org.jspecify.annotations.NullMarked;

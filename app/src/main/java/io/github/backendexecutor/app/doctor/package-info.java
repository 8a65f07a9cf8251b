/// Looks at Redis, the database and this host for what breaks queues on Streams, and says what to
/// do about it.
@NullMarked
package io.github.backendexecutor.app.doctor;

import org.jspecify.annotations.NullMarked;

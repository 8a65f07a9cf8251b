/// The fault suite: real executors, Redis and databases as processes that are killed, stopped, cut
/// off and flushed, and a ledger, written by the runner, that tells what really ran.
@NullMarked
package io.github.backendexecutor.app.faults;

import org.jspecify.annotations.NullMarked;

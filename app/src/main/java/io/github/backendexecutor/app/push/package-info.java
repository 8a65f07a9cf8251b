/// Tells waiting clients of their jobs over SignalR: the hub that clients connect to, and the Redis
/// channels on which other instances and ASP.NET Core apps hear of jobs.
@NullMarked
package io.github.backendexecutor.app.push;

import org.jspecify.annotations.NullMarked;

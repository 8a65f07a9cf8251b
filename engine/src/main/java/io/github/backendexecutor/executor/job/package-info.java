/// The values of the story: what a job is, how it arrives, how a run of it ends and what is made of
/// that.
@NullMarked
package io.github.backendexecutor.executor.job;

import org.jspecify.annotations.NullMarked;

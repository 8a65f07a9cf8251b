package io.github.backendexecutor.app.config;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What other rooms know about values that the configuration only carries.
///
/// @param redis throws an IllegalArgumentException whose message is what is allowed, on one line
/// @param database the same
/// @param command why this command cannot be run, or null when it can
public record Checks(
    Consumer<String> redis,
    Consumer<String> database,
    Function<List<String>, @Nullable String> command) {}

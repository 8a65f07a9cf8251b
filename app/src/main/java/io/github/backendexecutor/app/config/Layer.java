package io.github.backendexecutor.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/// What one source says.
///
/// @param forSpring the same source as Spring reads it, or null when Spring has no use for it
record Layer(Source source, List<Written> written, @Nullable PropertySource<?> forSpring) {}

package io.github.backendexecutor.executor.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a producer may ask for one job, over what its role's configuration says.
///
/// @param notBefore the job starts at this time or later (`runAt`, or now + `delayMs`); null: at
///   once
/// @param timeout how long one run may take (`timeoutMs`); null: as configured for the role
/// @param maxAttempts how many runs may fail (`maxAttempts`, 1 to 1,000); null: as configured
/// @param priority kept and handed to the runner (`priority`); entries of a stream run in its order
/// @param traceparent the W3C trace context of the producer, or null
public record JobTerms(
    @Nullable Instant notBefore,
    @Nullable Duration timeout,
    @Nullable Integer maxAttempts,
    int priority,
    @Nullable String traceparent) {

  /// Nothing asked for: start at once, on the role's terms.
  public static final JobTerms NONE = new JobTerms(null, null, null, 0, null);

  /// The same in another trace context.
  public JobTerms tracedBy(String context) {
    return new JobTerms(notBefore, timeout, maxAttempts, priority, context);
  }
}

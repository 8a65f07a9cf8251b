package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.EntryDecoder.Malformed;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a producer asks for: when, how long, how often. Delays count from this process' clock
/// and never from the entry's id, which follows the clock of a Redis that may be wrong by hours.
final class TermsReader {
  private static final Duration MAX_DELAY = Duration.ofDays(366);
  private static final Duration MAX_TIMEOUT = Duration.ofDays(30);
  private static final int MAX_ATTEMPTS = 1_000;
  private static final int MAX_TIME_LENGTH = 64;
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,200})?");

  private final Clock clock;

  TermsReader(Clock clock) {
    this.clock = clock;
  }

  JobTerms read(EntryFields fields) throws Malformed {
    Instant notBefore = notBefore(fields.takeFilled("delayMs"), fields.takeFilled("runAt"));
    Long timeout = number(fields, "timeoutMs", 1, MAX_TIMEOUT.toMillis(), " (30 days)");
    Long attempts = number(fields, "maxAttempts", 1, MAX_ATTEMPTS, "");
    Long priority = number(fields, "priority", Integer.MIN_VALUE, Integer.MAX_VALUE, "");
    String traceparent = traceparent(fields.takeFilled("traceparent"));
    if (notBefore == null
        && timeout == null
        && attempts == null
        && priority == null
        && traceparent == null) {
      return JobTerms.NONE;
    }
    return new JobTerms(
        notBefore,
        timeout == null ? null : Duration.ofMillis(timeout),
        attempts == null ? null : attempts.intValue(),
        priority == null ? 0 : priority.intValue(),
        traceparent);
  }

  private @Nullable Instant notBefore(@Nullable String delayMs, @Nullable String runAt)
      throws Malformed {
    if (delayMs != null && runAt != null) {
      throw new Malformed("delayMs and runAt are both given; one of them is allowed");
    }
    if (delayMs != null) {
      long delay = number("delayMs", delayMs, 0, MAX_DELAY.toMillis(), " (366 days)");
      return delay == 0 ? null : clock.now().plusMillis(delay);
    }
    return runAt == null ? null : time(runAt);
  }

  private Instant time(String text) throws Malformed {
    try {
      if (text.length() <= MAX_TIME_LENGTH) {
        Instant time = OffsetDateTime.parse(text).toInstant();
        if (!time.isAfter(clock.now().plus(MAX_DELAY))) {
          return time;
        }
      }
    } catch (DateTimeParseException _) {
      // says the same as a time out of bounds
    }
    throw new Malformed(
        "runAt '"
            + EntryFields.shown(text)
            + "' is wrong; an ISO-8601 time with its offset, such as 2026-01-31T12:00:00Z, at most"
            + " 366 days ahead, is allowed");
  }

  private static @Nullable Long number(
      EntryFields fields, String name, long min, long max, String meaning) throws Malformed {
    String text = fields.takeFilled(name);
    return text == null ? null : number(name, text, min, max, meaning);
  }

  private static long number(String name, String text, long min, long max, String meaning)
      throws Malformed {
    if (WHOLE.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new Malformed(
        name
            + " '"
            + EntryFields.shown(text)
            + "' is wrong; a whole number from "
            + min
            + " to "
            + max
            + meaning
            + " is allowed");
  }

  /// A wrong trace context starts a new trace, as its standard wants; it is no reason not to run.
  private static @Nullable String traceparent(@Nullable String text) {
    return text != null && TRACEPARENT.matcher(text).matches() ? text : null;
  }
}

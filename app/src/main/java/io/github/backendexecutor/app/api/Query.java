package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Problem.Wrong;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of a request, read parameter by parameter: everything that is wrong is told at once by
/// [#done], also a parameter that nobody asked for. An empty one counts as absent.
final class Query {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
  private static final int MAX_LENGTH = 2_000;

  private final Map<String, String[]> parameters;
  private final List<Wrong> wrong = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  Query(HttpServletRequest request) {
    this.parameters = request.getParameterMap();
  }

  @Nullable String text(String name) {
    List<String> texts = texts(name);
    if (texts.size() > 1) {
      wrong(name, "may be given once");
    }
    return texts.isEmpty() ? null : texts.getFirst();
  }

  private List<String> texts(String name) {
    known.add(name);
    List<String> texts = new ArrayList<>();
    for (String text : parameters.getOrDefault(name, new String[0])) {
      if (text.length() > MAX_LENGTH) {
        wrong(name, "has more than " + MAX_LENGTH + " characters");
      } else if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  int whole(String name, int fallback, int least, int most) {
    String allowed = "a whole number from " + least + " to " + most + " is allowed";
    Integer value =
        parsed(
            name,
            allowed,
            text -> {
              int number = Integer.parseInt(text);
              if (number < least || number > most) {
                throw new NumberFormatException(allowed);
              }
              return number;
            });
    return value == null ? fallback : value;
  }

  @Nullable Instant time(String name) {
    return parsed(name, "a time such as 2026-01-31T12:00:00Z is allowed", Instant::parse);
  }

  @Nullable Place place(String name) {
    return parsed(name, "only what a page gave as next is allowed", Place::parse);
  }

  @Nullable Role role(String name) {
    return parsed(name, "the name of a role is allowed", Role::new);
  }

  /// A number of seconds, minutes, hours or days such as `60s`, or ISO-8601.
  @Nullable Duration span(String name) {
    return parsed(
        name,
        "a duration such as 60s, 5m, 1h or 1d is allowed",
        text -> {
          Matcher simple = SPAN.matcher(text);
          if (!simple.matches()) {
            return Duration.parse(text);
          }
          String iso = simple.group(2).equals("d") ? "P" : "PT";
          return Duration.parse(iso + text.toUpperCase(java.util.Locale.ROOT));
        });
  }

  Set<JobState> states(String name) {
    Set<JobState> states = new LinkedHashSet<>();
    for (String word : texts(name)) {
      try {
        states.add(JobState.of(word));
      } catch (IllegalArgumentException _) {
        wrong(name, Filters.STATES);
      }
    }
    return states;
  }

  private <T> @Nullable T parsed(String name, String allowed, Function<String, T> parse) {
    String text = text(name);
    try {
      return text == null ? null : parse.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      wrong(name, allowed);
      return null;
    }
  }

  void wrong(String name, String message) {
    wrong.add(new Wrong(name, message));
  }

  /// To be called when all parameters were read.
  void done() {
    parameters.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name ->
            wrong(
                name.length() > 100 ? name.substring(0, 100) : name,
                "is not known here; known are "
                    + String.join(", ", known.stream().sorted().toList())));
    if (!wrong.isEmpty()) {
      throw Invalid.fields(wrong);
    }
  }
}

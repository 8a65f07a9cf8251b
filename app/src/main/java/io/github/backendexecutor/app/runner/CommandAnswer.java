package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.spi.RunFailed;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Understands what a command said by its exit code, its stdout and its stderr.
///
/// Exit code 0 is success. Any other is a failure: stdout may then be a JSON object that says more
/// (`error`, `retry`, `retryAfterMs`), else the exit codes of sysexits.h decide about another try.
final class CommandAnswer {
  /// EX_USAGE, EX_DATAERR, EX_CONFIG: the same input fails again. All others may be tried again.
  private static final Set<Integer> HOPELESS = Set.of(64, 65, 78);

  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL, perhaps for want of memory"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"),
          Map.entry(31, "SIGSYS"));

  private static final int MAX_ERROR = 2_048;
  private static final long MAX_RETRY_AFTER_MILLIS = Duration.ofDays(365).toMillis();
  private static final JsonMapper MAPPER = new JsonMapper();

  private final CommandSettings settings;
  private final CommandEnd end;

  CommandAnswer(CommandSettings settings, CommandEnd end) {
    this.settings = settings;
    this.end = end;
  }

  /// The result as JSON text.
  String result() throws RunFailed {
    if (end.tooMuch()) {
      throw RunFailed.retryable(
          settings.name()
              + " printed more than "
              + settings.maxOutputBytes()
              + " bytes and was killed");
    }
    if (end.exitCode() != 0) {
      throw failure();
    }
    String output = end.output();
    if (output.isBlank()) {
      return JsonText.NULL.text();
    }
    try {
      return JsonText.parse(output.strip()).text();
    } catch (JsonText.NotJson _) {
      return JobJson.quote(CleanText.of(withoutNewline(output), Integer.MAX_VALUE));
    }
  }

  private static String withoutNewline(String text) {
    int length = text.length();
    int end = text.endsWith("\r\n") ? length - 2 : text.endsWith("\n") ? length - 1 : length;
    return text.substring(0, end);
  }

  private RunFailed failure() {
    JsonNode said = said();
    String error = said.path("error").stringValue("");
    String message =
        error.isBlank() ? silent() : CleanText.of(error, MAX_ERROR) + " (" + how() + ")";
    boolean retry = said.path("retry").booleanValue(!HOPELESS.contains(end.exitCode()));
    if (!retry) {
      return RunFailed.permanent(message);
    }
    JsonNode after = said.path("retryAfterMs");
    if (!after.isNumber() || after.doubleValue() < 0) {
      return RunFailed.retryable(message);
    }
    long millis = Math.min((long) after.doubleValue(), MAX_RETRY_AFTER_MILLIS);
    return RunFailed.retryAfter(Duration.ofMillis(millis), message);
  }

  private JsonNode said() {
    try {
      return MAPPER.readTree(end.output());
    } catch (JacksonException _) {
      return MAPPER.missingNode();
    }
  }

  private String silent() {
    String words = CleanText.of(end.lastWords(), MAX_ERROR);
    return how() + (words.isBlank() ? ", nothing on stderr" : ": " + words);
  }

  private String how() {
    int signal = end.exitCode() - SIGNALLED;
    boolean signalled = signal > 0 && signal <= 64;
    return settings.name()
        + " ended with exit code "
        + end.exitCode()
        + (signalled ? ", killed by signal " + signal + nameOf(signal) : "");
  }

  private static String nameOf(int signal) {
    return SIGNALS.containsKey(signal) ? " (" + SIGNALS.get(signal) + ")" : "";
  }
}

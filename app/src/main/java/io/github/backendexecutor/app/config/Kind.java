package io.github.backendexecutor.app.config;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a setting's value can be: how text becomes the value, and what is allowed in words.
///
/// @param parser answers with nothing when the text is not allowed
record Kind<T>(String allowed, Secrecy secrecy, Function<String, Optional<T>> parser) {

  /// How much of a value messages may show.
  enum Secrecy {
    OPEN,
    /// An address: shown as long as it cannot hold a password.
    ADDRESS,
    /// A command: the program is shown, its arguments are not.
    COMMAND,
    SECRET
  }

  /// What stands in for a value that must not be shown.
  static final String HIDDEN = "***";

  /// What a token may be made of, in words.
  static final String TOKEN = "printable ASCII characters without blanks";

  private static final Duration LONGEST = Duration.ofDays(365);
  private static final int LARGEST = 512 * 1024 * 1024;
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(|KiB|MiB)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~\\w-]+)\\s*=\\s*(\\S.*)");
  // a password follows a '=' or stands before an '@'; half an address may lack its '@'
  private static final Pattern ROOM_FOR_PASSWORD = Pattern.compile("[=@]|://[^/]*:[0-9]*[^0-9/]");
  private static final int SHOWN = 80;

  Optional<T> parse(String text) {
    return parser.apply(text);
  }

  /// Whether the value may also be given as a file that holds it.
  boolean mayHoldSecret() {
    return secrecy == Secrecy.ADDRESS || secrecy == Secrecy.SECRET;
  }

  /// The value as messages show it.
  String show(Written written) {
    String text = written.text();
    boolean hidden =
        switch (secrecy) {
          case OPEN, COMMAND -> written.hidden();
          case ADDRESS -> written.hidden() || ROOM_FOR_PASSWORD.matcher(text).find();
          case SECRET -> true;
        };
    return hidden ? HIDDEN : quoted(secrecy == Secrecy.COMMAND ? program(text) : text);
  }

  private static String program(String command) {
    String words =
        command.startsWith("[")
            ? Json.strings(command).map(list -> String.join(" ", list)).orElse("[ ")
            : command;
    return words.replaceAll("\\s.*", " …");
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return '"' + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line) + '"';
  }

  static Kind<Integer> limit() {
    return number("a whole number, 0 (unlimited) or more", 0, Integer.MAX_VALUE);
  }

  static Kind<Integer> number(int least, int most) {
    return number("a whole number from " + least + " to " + most, least, most);
  }

  private static Kind<Integer> number(String allowed, int least, int most) {
    return open(
        allowed,
        text ->
            Optional.of(text)
                .filter(t -> t.matches("[0-9]{1,10}"))
                .map(Long::parseLong)
                .filter(n -> least <= n && n <= most)
                .map(Long::intValue));
  }

  /// A span of time, at least `least`.
  static Kind<Duration> duration(Duration least) {
    return open(
        "a duration such as 500ms, 30s, 5m, 2h, 1d or PT30M, "
            + (least.toMillis() % 1_000 == 0 ? least.toSeconds() + "s" : least.toMillis() + "ms")
            + " to 365d",
        text ->
            parseDuration(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(LONGEST) <= 0));
  }

  private static Optional<Duration> parseDuration(String text) {
    Matcher simple = DURATION.matcher(text);
    if (simple.matches()) {
      long amount = Long.parseLong(simple.group(1));
      return Optional.of(
          switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// A number of bytes.
  static Kind<Integer> size() {
    Map<String, Integer> units = Map.of("", 1, "KiB", 1024, "MiB", 1024 * 1024);
    return open(
        "a number of bytes such as 1048576, 512KiB or 1MiB, 1 to 512MiB",
        text ->
            Optional.of(SIZE.matcher(text))
                .filter(Matcher::matches)
                .map(m -> Long.parseLong(m.group(1)) * units.getOrDefault(m.group(2), 1))
                .filter(bytes -> 1 <= bytes && bytes <= LARGEST)
                .map(Long::intValue));
  }

  static Kind<Boolean> yesOrNo() {
    Map<String, Boolean> words = Map.of("true", true, "false", false);
    return open(
        "true or false", text -> Optional.ofNullable(words.get(text.toLowerCase(Locale.ROOT))));
  }

  static <E extends Enum<E>> Kind<E> word(Class<E> type) {
    Map<String, E> words =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(e -> e.name().toLowerCase(Locale.ROOT), e -> e));
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    String allowed =
        String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    return open(allowed, text -> Optional.ofNullable(words.get(text.toLowerCase(Locale.ROOT))));
  }

  /// Text that matches all of `pattern`.
  static Kind<String> text(String allowed, String pattern) {
    return open(allowed, text -> Optional.of(text).filter(t -> t.matches(pattern)));
  }

  /// The address of another server. Whether it is one, its own room knows: see [Checks].
  static Kind<String> serverAddress(String allowed) {
    return new Kind<>(allowed, Secrecy.ADDRESS, Optional::of);
  }

  static Kind<String> secret(String allowed, String pattern) {
    return new Kind<>(allowed, Secrecy.SECRET, text(allowed, pattern).parser());
  }

  /// Headers of requests, as OpenTelemetry writes them in the environment.
  static Kind<Map<String, String>> headers() {
    return new Kind<>(
        "name=value, separated by commas, values percent-encoded",
        Secrecy.SECRET,
        text -> {
          Map<String, String> headers = new TreeMap<>();
          for (String header : commaSeparated(text.strip())) {
            Matcher pair = HEADER.matcher(header);
            Optional<String> value = pair.matches() ? decoded(pair.group(2)) : Optional.empty();
            if (value.isEmpty()) {
              return Optional.empty();
            }
            headers.put(pair.group(1), value.get());
          }
          return Optional.of(Map.copyOf(headers));
        });
  }

  private static Optional<String> decoded(String text) {
    try {
      String value = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      return Optional.of(value).filter(v -> v.matches("[ -~]+"));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static Kind<String> ownAddress() {
    return open(
        "an IP address or localhost",
        text -> Optional.of(text).filter(t -> t.equals("localhost") || ip(t).isPresent()));
  }

  /// The address that `text` spells out. Asks no name server.
  static Optional<InetAddress> ip(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A program and its arguments. A blank in plain text is part of the program's name, for a shell
  /// is never asked.
  static Kind<List<String>> command() {
    return new Kind<>(
        "a program, or a JSON array of the program and its arguments",
        Secrecy.COMMAND,
        text ->
            (text.startsWith("[") ? Json.strings(text) : Optional.of(plain(text)))
                .filter(words -> words.isEmpty() || !words.getFirst().isBlank()));
  }

  static Kind<List<String>> variables() {
    return open(
        "names of environment variables, separated by commas or as a JSON array",
        text -> names(text).filter(all -> all.stream().allMatch(VARIABLE.asMatchPredicate())));
  }

  static Kind<List<String>> files() {
    return open("files, separated by commas or as a JSON array", Kind::names);
  }

  /// Origins of web pages, as browsers write them.
  static Kind<List<String>> origins() {
    return open(
        "origins such as https://app.example.com, separated by commas or as a JSON array",
        text ->
            names(text).filter(all -> all.stream().allMatch(o -> o.matches("https?://[^/\\s]+"))));
  }

  private static Optional<List<String>> names(String text) {
    return (text.startsWith("[") ? Json.strings(text) : Optional.of(commaSeparated(text)))
        .filter(
            all -> all.stream().allMatch(name -> name.matches("\\P{Cntrl}+") && !name.isBlank()));
  }

  private static List<String> plain(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static List<String> commaSeparated(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
  }

  private static <T> Kind<T> open(String allowed, Function<String, Optional<T>> parser) {
    return new Kind<>(allowed, Secrecy.OPEN, parser);
  }
}

package io.github.backendexecutor.app.config;

import io.github.backendexecutor.executor.job.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Knows what every written name means: each setting of each role has its names in each source, and
/// a written name is looked up among them, whatever its case, dashes and underscores.
final class Names {
  private static final Pattern SPRING = Pattern.compile("(spring|logging|management|server)\\..*");
  private static final Pattern EXECUTOR = Pattern.compile("executor([.\\[].*)?");
  private static final Pattern LIMIT = Pattern.compile("MAX_.+|--max-[^.]+|(?i:Executor:Max)[^:]+");

  private record Meaning(Setting<?> setting, String role) {
    String key() {
      return setting.key(role);
    }
  }

  private final Roles roles;
  private final Findings findings;
  private final Map<Source, Map<String, Meaning>> meanings = new EnumMap<>(Source.class);

  /// What settings lie below of. A file may name one and leave it empty.
  private final Set<String> sections = new HashSet<>();

  Names(Roles roles, Findings findings) {
    this.roles = roles;
    this.findings = findings;
    for (Source source : Source.values()) {
      Map<String, Meaning> known = new HashMap<>();
      all()
          .forEach(meaning ->
              meaning
                  .setting()
                  .names(source, meaning.role())
                  // the first wins: MAX_TOTAL is the total limit, even if a role is named total
                  .forEach(name -> known.putIfAbsent(uniform(source, name), meaning)));
      meanings.put(source, known);
    }
    all().map(Meaning::key).forEach(this::addSections);
  }

  private Stream<Meaning> all() {
    return Settings.ALL.stream()
        .flatMap(setting ->
            (setting.isOfRole() ? roles.names() : List.of(""))
                .stream().map(role -> new Meaning(setting, role)));
  }

  private void addSections(String key) {
    for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
      sections.add(uniform(Source.YAML, key.substring(0, dot)));
    }
  }

  /// What one source says about each key. What it says about nothing becomes a problem, or a
  /// warning where others may have written it.
  Map<String, Written> resolve(Layer layer) {
    Map<String, Written> found = new HashMap<>();
    Map<String, Meaning> known = meanings.getOrDefault(layer.source(), Map.of());
    for (Written written : layer.written()) {
      Meaning meaning = known.get(uniform(layer.source(), written.name()));
      if (meaning == null) {
        notKnown(layer.source(), written);
        continue;
      }
      Written before = found.put(meaning.key(), written);
      if (before != null && !before.text().equals(written.text())) {
        Kind<?> kind = meaning.setting().kind();
        findings.problem(
            "%s and %s are the same setting with different values, %s and %s: keep one"
                .formatted(before.place(), written.place(), kind.show(before), kind.show(written)));
      }
    }
    return found;
  }

  /// An option without a value lacks it, or is none at all.
  void explainBare(String option) {
    String name = uniform(Source.COMMAND_LINE, option);
    boolean known =
        option.equals(CommandLine.CONFIG)
            || SPRING.matcher(name).matches()
            || meanings.getOrDefault(Source.COMMAND_LINE, Map.of()).containsKey(name);
    if (known) {
      findings.problem(option + ": a value is missing, as in " + option + "=<value>");
    } else {
      notKnown(Source.COMMAND_LINE, new Written(option, option, ""));
    }
  }

  private void notKnown(Source source, Written written) {
    String name = uniform(source, written.name());
    if (SPRING.matcher(name).matches() || (written.text().isEmpty() && sections.contains(name))) {
      return;
    }
    // Kubernetes writes EXECUTOR_SERVICE_HOST and the like, other programs have their own MAX_
    // variables, and a yaml file may serve others, too
    boolean perhapsNotOurs =
        switch (source) {
          case YAML -> !EXECUTOR.matcher(name).matches();
          case ENVIRONMENT ->
              !LIMIT.matcher(written.name()).matches() || nearest(source, written.name()).isEmpty();
          case APPSETTINGS, COMMAND_LINE -> false;
        };
    String line = written.place() + " is not known" + why(source, written.name());
    if (perhapsNotOurs) {
      findings.warning(line + " (ignored)");
    } else {
      findings.problem(line);
    }
  }

  private String why(Source source, String name) {
    if (Roles.roleIn(source, name).filter(role -> !Role.isName(role)).isPresent()) {
      return ": the name of a role has a-z, 0-9, - and _, at most 64 of them";
    }
    String roleNames = ": the roles are " + String.join(", ", roles.names());
    return (LIMIT.matcher(name).matches() ? roleNames : "")
        + nearest(source, name).map(guess -> "; did you mean " + guess + "?").orElse("");
  }

  private Optional<String> nearest(Source source, String name) {
    return Nearest.to(
        name, all().flatMap(meaning -> meaning.setting().names(source, meaning.role()).stream()));
  }

  private static String uniform(Source source, String name) {
    return dotted(source, name).toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  /// The name with dots between its levels, as far as its source has levels.
  static String dotted(Source source, String name) {
    return switch (source) {
      case YAML -> name;
      case APPSETTINGS -> name.replace(':', '.');
      case ENVIRONMENT -> name.replace("__", ".");
      case COMMAND_LINE -> name.substring(2);
    };
  }
}

package io.github.backendexecutor.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.MapPropertySource;

/// Takes options apart: `--name=value` and `--name value`. An option given twice counts as given
/// last.
///
/// @param config what `--config` names
/// @param bare options that came without a value, whether or not there are such options
record CommandLine(Layer layer, Optional<String> config, List<String> bare) {
  static final String CONFIG = "--config";

  static CommandLine parse(List<String> arguments, Findings findings) {
    List<String> bare = new ArrayList<>();
    Map<String, String> options = options(arguments, bare, findings);
    Optional<String> config = Optional.ofNullable(options.remove(CONFIG));
    List<Written> written = new ArrayList<>();
    Map<String, Object> forSpring = new LinkedHashMap<>();
    options.forEach((name, text) -> {
      written.add(new Written(name, name, text.strip()));
      forSpring.put(name.substring(2), text);
    });
    var source = new MapPropertySource("command line", forSpring);
    return new CommandLine(new Layer(Source.COMMAND_LINE, written, source), config, bare);
  }

  private static Map<String, String> options(
      List<String> arguments, List<String> bare, Findings findings) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        // not shown: it may be half of a secret that a shell has split
        findings.problem("argument " + (i + 1) + " is not an option: options begin with --");
      } else if (equals > 0) {
        options.put(argument.substring(0, equals), argument.substring(equals + 1));
      } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
        i++;
        options.put(argument, arguments.get(i));
      } else {
        bare.add(argument);
      }
    }
    return options;
  }
}

package io.github.backendexecutor.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/// Reads the configuration from start to end: defaults, `application.yaml`, `appsettings.json`, the
/// environment, the command line, each over the one before. It needs no Spring context and looks at
/// nothing it was not given.
public final class ConfigLoader {
  private final Map<String, String> environment;
  private final Path folder;
  private final Checks checks;

  /// Reads nothing yet.
  ///
  /// @param folder where files are looked for, and what relative paths start from
  public ConfigLoader(Map<String, String> environment, Path folder, Checks checks) {
    this.environment = environment;
    this.folder = folder;
    this.checks = checks;
  }

  /// Reads everything once.
  ///
  /// @param arguments options only: `--name=value` or `--name value`
  /// @throws ConfigProblems when anything is wrong, with all that is wrong
  public LoadedConfig load(List<String> arguments) throws ConfigProblems {
    Findings findings = new Findings();
    CommandLine commandLine = CommandLine.parse(arguments, findings);
    List<Layer> layers =
        new ArrayList<>(new ConfigFiles(folder, findings).read(commandLine.config()));
    layers.add(EnvironmentVariables.read(environment, folder, findings));
    layers.add(commandLine.layer());

    Roles roles = new Roles(layers);
    Names names = new Names(roles, findings);
    Map<String, Written> byKey = new HashMap<>();
    commandLine.bare().forEach(names::explainBare);
    layers.forEach(layer -> byKey.putAll(names.resolve(layer)));
    Values values = new Values(byKey, findings);
    ExecutorConfig config = new ConfigReader(values, folder, checks).read(roles.names());

    findings.throwIfAny();
    return new LoadedConfig(config, findings.warnings(), forSpring(layers, config.server()));
  }

  /// The sources as Spring reads them, the strongest first. What was decided about the server
  /// leads, for Spring does not know all the names it may have been written by.
  private static ConfigurableEnvironment forSpring(List<Layer> layers, ServerConfig server) {
    ConfigurableEnvironment environment =
        new StandardEnvironment() {
          @Override
          protected void customizePropertySources(MutablePropertySources sources) {
            // neither the system's properties nor its variables: only what was read
          }
        };
    MutablePropertySources sources = environment.getPropertySources();
    for (Layer layer : layers) {
      PropertySource<?> source = layer.forSpring();
      if (source != null) {
        sources.addFirst(source);
      }
    }
    Map<String, Object> decided = new HashMap<>();
    decided.put(Settings.PORT.key(), server.port());
    decided.put(Settings.ADDRESS.key(), server.address());
    sources.addFirst(new MapPropertySource("decided", decided));
    return environment;
  }
}

package io.github.backendexecutor.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Everything the browser loads, read once at start: our files, and the two modules of Preact out
/// of its webjar. Their address holds a version that follows from their content, so that browsers
/// keep them for good and still never mix two releases.
public final class Assets {
  private static final String OURS = "/dashboard/";
  private static final String PREACT = "classpath*:/META-INF/resources/webjars/preact/*/";

  private final SortedMap<String, Asset> files = new TreeMap<>();
  private final String version;
  private final Asset page;
  private final String scriptHash;

  private Assets(PathMatchingResourcePatternResolver classpath) throws IOException {
    String template = "";
    for (Resource file : classpath.getResources("classpath*:/dashboard/**/*.*")) {
      String url = file.getURL().toString();
      String name = url.substring(url.lastIndexOf(OURS) + OURS.length());
      if (name.equals("index.html")) {
        template = new String(file.getContentAsByteArray(), UTF_8);
      } else {
        add(name, file);
      }
    }
    add("vendor/preact.js", one(classpath, PREACT + "dist/preact.module.js"));
    add("vendor/hooks.js", one(classpath, PREACT + "hooks/dist/hooks.module.js"));
    this.version = version(template);
    String html = template.replace("{{version}}", version).replace("{{modules}}", preloads());
    this.page = new Asset("index.html", html.getBytes(UTF_8));
    this.scriptHash = Asset.policyHash(importMap(html).getBytes(UTF_8));
  }

  public static Assets load() {
    try {
      return new Assets(new PathMatchingResourcePatternResolver());
    } catch (IOException e) {
      throw new UncheckedIOException("the dashboard's files cannot be read", e);
    }
  }

  /// The one HTML page; its modules show the page that the address names.
  Asset page() {
    return page;
  }

  Optional<Asset> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  String version() {
    return version;
  }

  /// What the page may load and do: nothing inline but its import map, nothing from elsewhere.
  String policy() {
    return "default-src 'self'; script-src 'self' '%s'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        .formatted(scriptHash);
  }

  /// The names of all files but the page.
  Iterable<String> names() {
    return files.keySet();
  }

  private void add(String name, Resource file) throws IOException {
    files.put(name, new Asset(name, file.getContentAsByteArray()));
  }

  private static Resource one(PathMatchingResourcePatternResolver classpath, String pattern)
      throws IOException {
    Resource[] found = classpath.getResources(pattern);
    if (found.length != 1) {
      throw new IOException(found.length + " files match " + pattern + ", not one");
    }
    return found[0];
  }

  private String version(String template) {
    String all =
        files.entrySet().stream()
            .map(file -> file.getKey() + " " + file.getValue().digest())
            .collect(Collectors.joining("\n", template, ""));
    return HexFormat.of().formatHex(Asset.sha256(all.getBytes(UTF_8)), 0, 6);
  }

  /// Lets the browser fetch all modules at once, instead of one after the other as they name each
  /// other.
  private String preloads() {
    return files.keySet().stream()
        .filter(name -> name.endsWith(".js") && !name.equals("js/theme.js"))
        .map(name -> "<link rel=\"modulepreload\" href=\"/assets/" + version + "/" + name + "\">")
        .collect(Collectors.joining("\n  "));
  }

  private static String importMap(String html) {
    String start = "<script type=\"importmap\">";
    int from = html.indexOf(start) + start.length();
    return html.substring(from, html.indexOf("</script>", from));
  }
}

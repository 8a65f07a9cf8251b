package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads the classes of plugins, and says in one line what is wrong with one.
final class PluginClasses {
  private PluginClasses() {}

  static URLClassLoader of(List<Path> classPath) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path entry : classPath) {
        addTo(urls, entry);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("plugin class path: " + e, e);
    }
    return new URLClassLoader(
        "plugin", urls.toArray(URL[]::new), PluginClasses.class.getClassLoader());
  }

  private static void addTo(List<URL> urls, Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      urls.add(url(entry));
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(entry, "*.jar")) {
        List<Path> sorted = new ArrayList<>();
        jars.forEach(sorted::add);
        sorted.sort(null);
        for (Path jar : sorted) {
          urls.add(url(jar));
        }
      }
    } else if (Files.isReadable(entry)) {
      urls.add(url(entry));
    } else {
      throw new IllegalArgumentException(
          "plugin class path: " + entry + " does not exist or cannot be read");
    }
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  static Runner make(String className, ClassLoader classes) {
    String plugin = "plugin " + className;
    try {
      Class<?> type = Class.forName(className, true, classes);
      if (!Runner.class.isAssignableFrom(type)) {
        throw problem(plugin + " does not implement " + Runner.class.getName(), null);
      }
      return (Runner) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw problem(plugin + " is not found in its class path", e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw problem(plugin + " must be public with a public constructor without arguments", e);
    } catch (InstantiationException e) {
      throw problem(plugin + " is abstract", e);
    } catch (InvocationTargetException e) {
      throw problem(plugin + ": its constructor threw " + e.getCause(), e);
    } catch (LinkageError e) {
      throw problem(plugin + " does not load: " + root(e), e);
    }
  }

  private static IllegalArgumentException problem(String message, @Nullable Throwable cause) {
    return new IllegalArgumentException(message.replaceAll("\\R.*", " …"), cause);
  }

  /// An error in a static initializer comes wrapped.
  private static Throwable root(LinkageError e) {
    return e.getCause() == null ? e : e.getCause();
  }
}

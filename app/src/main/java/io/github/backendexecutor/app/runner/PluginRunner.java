package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/// A runner that someone wrote in Java, found by the name of its class. While it runs, its own
/// class path is the thread's, as libraries that look for their parts expect.
public final class PluginRunner implements Runner, AutoCloseable {
  private final Runner plugin;
  private final URLClassLoader classes;

  private PluginRunner(Runner plugin, URLClassLoader classes) {
    this.plugin = plugin;
    this.classes = classes;
  }

  /// Makes one object of the class with its public constructor without arguments.
  ///
  /// @param classPath jars, and folders of classes and jars; empty: this program's own class path,
  ///   which also goes before any other
  /// @throws IllegalArgumentException when that is not possible; the message says in one line why
  public static PluginRunner load(String className, List<Path> classPath) {
    URLClassLoader classes = PluginClasses.of(classPath);
    try {
      return new PluginRunner(PluginClasses.make(className, classes), classes);
    } catch (RuntimeException e) {
      closeQuietly(classes);
      throw e;
    }
  }

  @Override
  public String run(Job job, JobContext context) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      return plugin.run(job, context);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /// Closes the plugin, when it can be, and its class path.
  @Override
  public void close() throws IOException {
    try (classes) {
      if (plugin instanceof AutoCloseable closeable) {
        closeable.close();
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("plugin " + plugin.getClass().getName() + " did not close: " + e, e);
    }
  }

  private static void closeQuietly(URLClassLoader classes) {
    try {
      classes.close();
    } catch (IOException _) {
      // the reason why the class was not loaded is the one to tell
    }
  }
}

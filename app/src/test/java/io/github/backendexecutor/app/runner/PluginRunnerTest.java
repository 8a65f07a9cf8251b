package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginRunnerTest {
  private static final String SOURCE =
      """
      package example;

      public class Shout implements io.github.backendexecutor.executor.spi.Runner, AutoCloseable {
        public String run(
            io.github.backendexecutor.executor.job.Job job,
            io.github.backendexecutor.executor.spi.JobContext context) {
          return '"' + Thread.currentThread().getContextClassLoader().getName() + " " + job.role() + '"';
        }

        public void close() throws Exception {
          throw new InterruptedException("enough");
        }
      }
      """;

  @TempDir Path folder;

  /// Compiles the plugin into `folder/classes`.
  private Path classes() throws Exception {
    Path source = Files.writeString(folder.resolve("Shout.java"), SOURCE);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(code).isZero();
    return classes;
  }

  private Path jar() throws Exception {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    try (OutputStream file = Files.newOutputStream(jars.resolve("shout.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("example/Shout.class"));
      jar.write(Files.readAllBytes(classes().resolve("example/Shout.class")));
      jar.closeEntry();
    }
    return jars.resolve("shout.jar");
  }

  private static String run(PluginRunner runner) throws Exception {
    return runner.run(Room.job("1"), new TestContext());
  }

  @Test
  void a_plugin_comes_from_a_folder_a_jar_or_a_folder_of_jars() throws Exception {
    for (Path entry : List.of(classes(), jar(), folder.resolve("jars"))) {
      PluginRunner runner = PluginRunner.load("example.Shout", List.of(entry));

      assertThat(run(runner)).describedAs(entry.toString()).isEqualTo("\"plugin agent\"");
      assertThatThrownBy(runner::close)
          .hasMessage("plugin example.Shout did not close: java.lang.InterruptedException: enough");
    }
  }

  @Test
  void a_plugin_comes_from_our_own_class_path() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (PluginRunner runner = PluginRunner.load(Hopeless.class.getName(), List.of())) {
      assertThat(catchThrowable(() -> run(runner)))
          .isInstanceOf(RunFailed.class)
          .hasMessage("as told");
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void what_is_wrong_with_a_plugin_is_said_in_one_line() {
    assertThat(problem("example.Missing"))
        .isEqualTo("plugin example.Missing is not found in its class path");
    assertThat(problem("java.lang.String"))
        .isEqualTo(
            "plugin java.lang.String does not implement"
                + " io.github.backendexecutor.executor.spi.Runner");
    assertThat(problem(Choosy.class.getName()))
        .endsWith("$Choosy must be public with a public constructor without arguments");
    assertThat(problem(Hidden.class.getName()))
        .endsWith("$Hidden must be public with a public constructor without arguments");
    assertThat(problem(Vague.class.getName())).endsWith("$Vague is abstract");
    assertThat(problem(Broken.class.getName()))
        .endsWith("$Broken: its constructor threw java.lang.IllegalStateException: no key …");
    assertThat(problem(Unloadable.class.getName()))
        .endsWith("$Unloadable does not load: java.lang.ArithmeticException: / by zero");
    assertThat(problem("io/github")).isEqualTo("plugin io/github is not found in its class path");
  }

  @Test
  void a_class_path_that_is_not_there_is_named() {
    Path gone = folder.resolve("gone.jar");

    assertThatThrownBy(() -> PluginRunner.load("example.Shout", List.of(gone)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("plugin class path: " + gone + " does not exist or cannot be read");
  }

  private static String problem(String className) {
    Throwable problem = catchThrowable(() -> PluginRunner.load(className, List.of()).close());
    assertThat(problem).isInstanceOf(IllegalArgumentException.class);
    assertThat(problem.getMessage()).doesNotContain("\n");
    return String.valueOf(problem.getMessage());
  }

  public static class Hopeless implements Runner {
    @Override
    public String run(Job job, JobContext context) throws RunFailed {
      throw RunFailed.permanent("as told");
    }
  }

  public static class Choosy extends Hopeless {
    public Choosy(String wish) {
      assertThat(wish).isNotNull();
    }
  }

  static class Hidden extends Hopeless {
    Hidden() {}
  }

  public abstract static class Vague extends Hopeless {}

  public static class Broken extends Hopeless {
    public Broken() {
      throw new IllegalStateException("no key\nat all");
    }
  }

  public static class Unloadable extends Hopeless {
    private static final int VALUE = Integer.parseInt("1") / Integer.parseInt("0");

    public int value() {
      return VALUE;
    }
  }
}

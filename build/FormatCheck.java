import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Says which Java files are not formatted as Spotless would; exits with 1 if any. For builds whose Maven
/// runs on a JDK that is too old for the formatter, while the build's own JDK 25 is not.
class FormatCheck {
  static void main(String[] modules) throws IOException {
    List<Path> wrong = List.of();
    for (String module : modules) {
      try (var files = Files.walk(Path.of(module, "src"))) {
        var found = files.filter(f -> f.toString().endsWith(".java")).filter(f -> !isFormatted(f));
        wrong = java.util.stream.Stream.concat(wrong.stream(), found).toList();
      }
    }
    wrong.forEach(file -> System.out.println("not formatted: " + file));
    if (!wrong.isEmpty()) {
      System.out.println("format with: mvn spotless:apply, with JAVA_HOME set to a JDK 25");
      System.exit(1);
    }
  }

  private static boolean isFormatted(Path file) {
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSource(source);
      String pruned = RemoveUnusedImports.removeUnusedImports(formatted);
      return source.equals(
          ImportOrderer.reorderImports(pruned, JavaFormatterOptions.Style.GOOGLE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (com.google.googlejavaformat.java.FormatterException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}

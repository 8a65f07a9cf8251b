package io.github.backendexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// ARCHITECTURE.md walks a newcomer through the code; what it names must be there.
class WalkTest {
  private static final Path TEXT = Path.of("..", "ARCHITECTURE.md");
  private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)\\(");
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w+(?<!Test))`");

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.github.backendexecutor");

  @Test
  void every_method_of_the_walk_exists() throws IOException {
    List<String> rows =
        Files.readAllLines(TEXT).stream().filter(line -> line.matches("\\| \\d+ \\|.*")).toList();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(8);
    for (String row : rows) {
      Matcher named = METHOD.matcher(row);
      assertThat(named.find()).as("names a method: %s", row).isTrue();
      do {
        assertThat(methodsOf(named.group(1))).as(row).contains(named.group(2));
      } while (named.find());
    }
  }

  @Test
  void every_type_it_names_exists() throws IOException {
    Matcher named = TYPE.matcher(Files.readString(TEXT));
    while (named.find()) {
      String type = named.group(1);
      assertThat(all.stream().anyMatch(known -> known.getSimpleName().equals(type)))
          .as("there is a type %s", type)
          .isTrue();
    }
  }

  private List<String> methodsOf(String type) {
    return all.stream()
        .filter(known -> known.getSimpleName().equals(type))
        .map(JavaClass::getMethods)
        .flatMap(methods -> methods.stream().map(method -> method.getName()))
        .toList();
  }
}

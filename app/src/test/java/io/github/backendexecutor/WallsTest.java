package io.github.backendexecutor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The walls of the house, as ARCHITECTURE.md describes them.
class WallsTest {
  private static final String ROOT = "io.github.backendexecutor.";
  private static final String ENGINE = ROOT + "executor..";
  private static final String JOB = ROOT + "executor.job..";
  private static final String SPI = ROOT + "executor.spi..";
  private static final String FLOW = ROOT + "executor.flow..";
  private static final String SIGNALR = ROOT + "signalr..";
  private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.github.backendexecutor");

  @Test
  void a_job_knows_nothing_and_the_sockets_know_only_jobs() {
    noClasses()
        .that()
        .resideInAPackage(JOB)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPI, FLOW, ROOT + "executor", ROOT + "app..", SIGNALR)
        .check(all);
    noClasses()
        .that()
        .resideInAPackage(SPI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FLOW, ROOT + "executor", ROOT + "app..", SIGNALR)
        .check(all);
    noClasses()
        .that()
        .resideInAPackage(FLOW)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "executor", ROOT + "app..", SIGNALR)
        .check(all);
  }

  @Test
  void engine_and_signalr_know_no_framework_no_redis_client_and_no_sql() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE, SIGNALR)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "redis.clients..", "java.sql..", "javax.sql..", "jakarta..")
        .check(all);
    noClasses()
        .that()
        .resideInAPackage(SIGNALR)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ENGINE, ROOT + "app..")
        .check(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis",
        "jdbc",
        "runner",
        "push",
        "config",
        "demo",
        "doctor",
        "metrics",
        "api",
        "dashboard",
        "bench"
      })
  void a_room_of_the_app_knows_jobs_and_sockets_and_itself(String room) {
    String own = ROOT + "app." + room + "..";
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.backendexecutor..")
                .and(not(resideInAnyPackage(own, JOB, SPI)))
                .and(not(resideInAPackage(room.equals("push") ? SIGNALR : own))))
        .check(all);
  }

  @Test
  void commands_reach_the_rooms_only_through_the_wiring() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "app.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "app.redis..", ROOT + "app.jdbc..", ROOT + "app.runner..", FLOW)
        .check(all);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "app.wiring..", ROOT + "app.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "app.wiring..")
        .check(all);
  }

  @Test
  void time_comes_only_from_a_clock() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.System(Hub)?Clock")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .check(all);
  }

  @Test
  void threads_and_permits_are_made_in_few_known_places() {
    Set<String> makers =
        Set.of(
            "Threads",
            "BenchThreads",
            "SystemClock",
            "GroupCommit",
            "ServiceLifecycle",
            "Check",
            "World",
            "ControlChannel",
            "CommandThreads",
            "Commands",
            "RedisProcess",
            "DemoRuns",
            "HubThreads",
            "ApiThreads",
            "Backlog",
            "SystemHubClock");
    noClasses()
        .that(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are none of " + makers, type -> !makers.contains(outermost(type.getName()))))
        .should()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "ofPlatform")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executors.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadPoolExecutor.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ScheduledThreadPoolExecutor.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Semaphore.class)
        .check(all);
  }

  @Test
  void names_say_what_a_class_is() {
    classes()
        .should()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Impl")
        .andShould()
        .haveSimpleNameNotEndingWith("Service")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .check(all);
  }

  @Test
  void one_class_acknowledges_entries() throws IOException {
    // the bare client of a benchmark reads entries of its own, which are no jobs
    assertThat(sourcesWith("XACK", "xack("))
        .containsExactlyInAnyOrder("StreamGroup.java", "BareLoop.java");
  }

  @Test
  void every_package_says_in_a_sentence_what_it_is() throws IOException {
    try (Stream<Path> files = mainSources()) {
      List<Path> packages = files.map(Path::getParent).distinct().toList();
      for (Path folder : packages) {
        Path info = folder.resolve("package-info.java");
        assertThat(info).exists();
        assertThat(Files.readString(info)).startsWith("/// ").contains("@NullMarked");
      }
    }
  }

  private static Set<String> sourcesWith(String... words) throws IOException {
    try (Stream<Path> files = mainSources()) {
      return files
          .filter(file -> mentions(file, words))
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toSet());
    }
  }

  /// Comments may speak of it.
  private static boolean mentions(Path file, String... words) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> !line.startsWith("//"))
          .anyMatch(line -> Stream.of(words).anyMatch(line::contains));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<Path> mainSources() throws IOException {
    return Stream.of("engine", "signalr", "app")
        .map(module -> SOURCES.resolve(module).resolve("src/main/java"))
        .flatMap(folder -> {
          try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".java")).toList().stream();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static String outermost(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    int inner = simple.indexOf('$');
    return inner < 0 ? simple : simple.substring(0, inner);
  }
}

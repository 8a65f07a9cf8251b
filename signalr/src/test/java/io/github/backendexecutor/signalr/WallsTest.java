package io.github.backendexecutor.signalr;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.backendexecutor.signalr.hub.HubThreads;
import io.github.backendexecutor.signalr.hub.SystemHubClock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What this module may lean on, and where its rooms may look.
class WallsTest {
  private static final String BASE = "io.github.backendexecutor.signalr";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  @Test
  void the_module_needs_the_jdk_jackson_core_slf4j_and_annotations_only() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage(BASE + "..")
                .or(resideInAPackage("java.."))
                .or(resideInAPackage("javax.crypto.."))
                .or(resideInAPackage("tools.jackson.core.."))
                .or(resideInAPackage("org.slf4j.."))
                .or(resideInAPackage("org.jspecify.annotations.."))
                .or(resideInAPackage("")))
        .check(MAIN);
    noClasses().should().dependOnClassesThat().resideInAPackage("java.sql..").check(MAIN);
  }

  @Test
  void each_room_looks_only_at_those_below() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("msgpack")
        .definedBy(BASE + ".msgpack")
        .layer("protocol")
        .definedBy(BASE + ".protocol")
        .layer("hub")
        .definedBy(BASE + ".hub")
        .layer("transport")
        .definedBy(BASE + ".transport")
        .layer("backplane")
        .definedBy(BASE + ".backplane")
        .whereLayer("msgpack")
        .mayOnlyBeAccessedByLayers("protocol", "backplane")
        .whereLayer("hub")
        .mayOnlyBeAccessedByLayers("transport", "backplane")
        .whereLayer("transport")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("backplane")
        .mayNotBeAccessedByAnyLayer()
        .check(MAIN);
  }

  @Test
  void threads_are_made_in_one_class_and_time_is_read_in_one() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(HubThreads.class)
        .should()
        .accessClassesThat()
        .areAssignableTo(Executors.class)
        .orShould()
        .accessClassesThat()
        .areAssignableTo(Thread.Builder.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
        .check(MAIN);
    noClasses()
        .that()
        .doNotBelongToAnyOf(SystemHubClock.class)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(MAIN);
  }

  @Test
  void no_class_has_a_name_that_says_nothing() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Service")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(MAIN);
    assertThat(MAIN).hasSizeGreaterThan(40);
  }
}

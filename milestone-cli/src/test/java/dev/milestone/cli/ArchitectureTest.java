package dev.milestone.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows and habits of the house for the main classes of every published module. */
class ArchitectureTest {

  private static final String CORE = "dev.milestone.core..";
  private static final String KERNEL = "dev.milestone.core.kernel..";
  private static final String TESTKIT = "dev.milestone.testkit..";
  private static final String CLI = "dev.milestone.cli..";
  private static final String[] PROVIDERS = {
    "dev.milestone.storage..",
    "dev.milestone.git..",
    "dev.milestone.agent..",
    "dev.milestone.connectors.."
  };

  /** The only classes that may ask the JDK for time, ids or chance: full names, or packages. */
  private static final Set<String> SOURCES_OF_TIME_IDS_AND_CHANCE =
      Set.of("dev.milestone.core.time", "dev.milestone.agent.RealTime");

  /** Fewest classes a module must show, so that a rule never passes over an empty set. */
  private static final Map<String, Integer> FEWEST_CLASSES =
      Map.of(
          "api", 60,
          "dev.milestone.core..", 2,
          "dev.milestone.storage..", 1,
          "dev.milestone.git..", 1,
          "dev.milestone.agent", 1,
          "dev.milestone.agent.acp..", 1,
          "dev.milestone.agent.model..", 1,
          "dev.milestone.connectors..", 1,
          "dev.milestone.testkit..", 1,
          "dev.milestone.cli..", 1);

  private static final Set<Class<?>> TYPES_WITH_NOW =
      Set.of(
          Clock.class,
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class);

  private static final Set<Class<?>> TYPES_OF_CHANCE =
      Set.of(Random.class, SecureRandom.class, SplittableRandom.class, ThreadLocalRandom.class);

  private static JavaClasses main;

  @BeforeAll
  static void importMainClasses() {
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Also where they are compiled into another folder than the usual one.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.milestone");
  }

  @Test
  void every_module_shows_its_classes() {
    FEWEST_CLASSES.forEach(
        (where, fewest) -> {
          DescribedPredicate<JavaClass> inModule =
              where.equals("api") ? api() : resideInAPackage(where);
          assertThat(main.that(inModule).size())
              .as("classes of %s", where)
              .isGreaterThanOrEqualTo(fewest);
        });
  }

  @Test
  void the_api_knows_neither_core_nor_providers_nor_their_libraries() {
    noClasses()
        .that(api())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(CORE, TESTKIT, CLI)
                .or(resideInAnyPackage(PROVIDERS))
                .or(resideInAnyPackage("tools.jackson..", "com.fasterxml..", "org.eclipse.jgit..")))
        .check(main);
  }

  @Test
  void providers_know_the_api_only() {
    noClasses()
        .that(resideInAnyPackage(PROVIDERS))
        .should()
        .dependOnClassesThat(resideInAnyPackage(CORE, TESTKIT, CLI))
        .check(main);
  }

  @Test
  void providers_do_not_know_each_other() {
    slices()
        .matching("dev.milestone.(storage|git|agent|connectors)..")
        .should()
        .notDependOnEachOther()
        .check(main);
  }

  @Test
  void optional_providers_of_agents_know_the_common_one_and_not_each_other() {
    noClasses()
        .that(resideInAPackage("dev.milestone.agent"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.milestone.agent.acp..", "dev.milestone.agent.model.."))
        .check(main);
    slices()
        .matching("dev.milestone.agent.(acp|model)..")
        .should()
        .notDependOnEachOther()
        .check(main);
  }

  @Test
  void the_libraries_of_a_provider_stay_in_it() {
    noClasses()
        .that(not(resideInAPackage("dev.milestone.agent.acp..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.agentclientprotocol..", "reactor.."))
        .check(main);
    noClasses()
        .that(not(resideInAPackage("dev.milestone.agent.model..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.langchain4j.."))
        .check(main);
    noClasses()
        .should()
        .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
        .check(main);
  }

  @Test
  void core_knows_no_provider() {
    noClasses()
        .that(resideInAPackage(CORE))
        .should()
        .dependOnClassesThat(resideInAnyPackage(PROVIDERS).or(resideInAnyPackage(TESTKIT, CLI)))
        .check(main);
  }

  @Test
  void the_kernel_is_pure() {
    noClasses()
        .that(resideInAPackage(KERNEL))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.util.concurrent..",
                    "org.slf4j..",
                    "tools.jackson..")
                .or(
                    named(
                        List.of(
                            Thread.class,
                            ThreadLocal.class,
                            Clock.class,
                            Random.class,
                            SecureRandom.class,
                            SplittableRandom.class))))
        .check(main);
  }

  @Test
  void time_ids_and_chance_come_in_through_their_sources() {
    noClasses()
        .that(not(allowedToAskTheJdk()))
        .should()
        .accessTargetWhere(asksTheJdkForTimeIdsOrChance())
        .check(main);
  }

  @Test
  void public_types_of_the_api_state_their_status() {
    classes()
        .that(api())
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .beAnnotatedWith(API.class)
        .check(main);
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : main) {
      JavaPackage home = type.getPackage();
      if (!home.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(home.getName());
      }
    }
    assertThat(unmarked).as("packages without @NullMarked").isEmpty();
  }

  @Test
  void the_rooms_of_core_form_no_cycle() {
    slices().matching("dev.milestone.core.(*)..").should().beFreeOfCycles().check(main);
  }

  @Test
  void only_the_command_writes_to_the_standard_streams() {
    noClasses().that(not(resideInAPackage(CLI))).should(ACCESS_STANDARD_STREAMS).check(main);
  }

  /** The API is what lies in no other module, so that a new package of it is never missed. */
  private static DescribedPredicate<JavaClass> api() {
    return resideInAPackage("dev.milestone..")
        .and(not(resideInAnyPackage(CORE, TESTKIT, CLI)))
        .and(not(resideInAnyPackage(PROVIDERS)))
        .as("classes of the api");
  }

  private static DescribedPredicate<JavaClass> named(List<Class<?>> types) {
    Set<String> names = new TreeSet<>();
    types.forEach(type -> names.add(type.getName()));
    return describe("are one of " + names, type -> names.contains(type.getName()));
  }

  private static DescribedPredicate<JavaClass> allowedToAskTheJdk() {
    return describe(
        "are a source of time, ids or chance",
        type ->
            SOURCES_OF_TIME_IDS_AND_CHANCE.stream()
                .anyMatch(
                    allowed ->
                        type.getPackageName().equals(allowed)
                            || type.getName().equals(allowed)
                            || type.getName().startsWith(allowed + "$")));
  }

  private static DescribedPredicate<JavaAccess<?>> asksTheJdkForTimeIdsOrChance() {
    return describe(
        "asks the JDK for time, ids or chance",
        access -> {
          JavaClass owner = access.getTargetOwner();
          String name = access.getTarget().getName();
          return isOneOf(owner, TYPES_OF_CHANCE)
                  && (name.equals("<init>") || name.equals("current"))
              || owner.isEquivalentTo(Clock.class) && name.startsWith("system")
              || isOneOf(owner, TYPES_WITH_NOW) && name.equals("now")
              || owner.isEquivalentTo(UUID.class) && name.equals("randomUUID")
              || owner.isEquivalentTo(Math.class) && name.equals("random")
              || owner.isEquivalentTo(System.class)
                  && (name.equals("currentTimeMillis") || name.equals("nanoTime"));
        });
  }

  private static boolean isOneOf(JavaClass owner, Set<Class<?>> types) {
    return types.stream().anyMatch(owner::isEquivalentTo);
  }
}

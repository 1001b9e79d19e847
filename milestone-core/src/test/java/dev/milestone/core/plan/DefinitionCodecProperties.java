package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.Budget;
import dev.milestone.model.Criterion;
import dev.milestone.model.Deliverable;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.ExternalDependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.SyncPoint;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.WorkCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.json.JsonMapper;

/** What is written is read back equal, also after it has gone through JSON text. */
class DefinitionCodecProperties {
  private static final JsonMapper JSON = new JsonMapper();

  @Property(tries = 2_000)
  void tasks(@ForAll long seed) {
    TaskDefinition task = task(new Random(seed));
    Map<String, Object> map = DefinitionCodec.encode(task);
    assertThat(DefinitionCodec.task(map)).isEqualTo(task);
    assertThat(DefinitionCodec.task(throughJson(map))).isEqualTo(task);
    Map<String, Object> more = new HashMap<>(map);
    more.put("of_a_later_version", List.of(1));
    assertThat(DefinitionCodec.task(more)).isEqualTo(task);
    assertThat(PlanKeys.TASK.keys()).containsAll(own(map, "milestone"));
  }

  @Property(tries = 1_000)
  void milestones(@ForAll long seed) {
    MilestoneDefinition milestone = milestone(new Random(seed));
    Map<String, Object> map = MilestoneCodec.encode(milestone);
    assertThat(MilestoneCodec.milestone(map)).isEqualTo(milestone);
    assertThat(MilestoneCodec.milestone(throughJson(map))).isEqualTo(milestone);
    assertThat(PlanKeys.MILESTONE.keys()).containsAll(own(map, ""));
  }

  @Property(tries = 500)
  void agentsAndCalendars(@ForAll long seed) {
    Random random = new Random(seed);
    AgentDefinition agent =
        AgentDefinition.builder(AgentId.of("a" + random.nextInt(9)))
            .command(texts(random))
            .capabilities(texts(random))
            .slots(1 + random.nextInt(3))
            .provider(random.nextBoolean() ? "process" : "other")
            .settings(random.nextBoolean() ? Map.of() : Map.of("k", "v"))
            .build();
    assertThat(DefinitionCodec.agent(throughJson(DefinitionCodec.encode(agent)))).isEqualTo(agent);
    Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
    days.add(DayOfWeek.of(1 + random.nextInt(7)));
    WorkCalendar calendar =
        new WorkCalendar(
            days,
            LocalTime.of(random.nextInt(12), random.nextInt(60)),
            LocalTime.of(13, random.nextInt(60), random.nextInt(60)),
            ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "Z"),
            random.nextBoolean() ? Set.of() : Set.of(LocalDate.of(2026, 12, 25)));
    assertThat(DefinitionCodec.calendar(throughJson(DefinitionCodec.encode(calendar))))
        .isEqualTo(calendar);
  }

  private static Set<String> own(Map<String, Object> map, String besides) {
    Map<String, Object> copy = new HashMap<>(map);
    copy.keySet().removeIf(key -> key.startsWith("x-") || key.equals(besides));
    return copy.keySet();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> throughJson(Map<String, Object> map) {
    return JSON.readValue(JSON.writeValueAsString(map), Map.class);
  }

  private static TaskDefinition task(Random random) {
    List<Dependency> dependencies = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean task = random.nextBoolean();
      dependencies.add(
          new Dependency(
              task ? Optional.of(TaskId.of("t" + random.nextInt(9))) : Optional.empty(),
              task ? Optional.empty() : Optional.of(MilestoneId.of("m" + random.nextInt(9))),
              DependencyType.values()[random.nextInt(4)],
              duration(random)));
    }
    Duration o = duration(random);
    Duration l = o.plus(duration(random));
    return TaskDefinition.builder(TaskId.of("x"), MilestoneId.of("m"), "ti\"tle \n ü")
        .description(random.nextBoolean() ? "" : "d")
        .kind(random.nextBoolean() ? "" : "k")
        .priority(random.nextInt(5))
        .dependencies(dependencies)
        .requires(texts(random))
        .resources(random.nextBoolean() ? Map.of() : Map.of("db", 1 + random.nextInt(5)))
        .estimate(
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Estimate(o, l, l.plus(duration(random)))))
        .files(texts(random))
        .run(random.nextBoolean() ? "" : "make  x")
        .verify(texts(random))
        .timeout(random.nextBoolean() ? Optional.empty() : Optional.of(duration(random)))
        .retry(
            random.nextBoolean()
                ? RetryPolicy.NONE
                : new RetryPolicy(1 + random.nextInt(100), duration(random)))
        .criteria(texts(random))
        .extensions(extensions(random))
        .build();
  }

  private static MilestoneDefinition milestone(Random random) {
    return MilestoneDefinition.builder(MilestoneId.of("m"), "t")
        .description(random.nextBoolean() ? "" : "d")
        .dependsOn(random.nextBoolean() ? List.of() : List.of(MilestoneId.of("m0")))
        .due(random.nextBoolean() ? Optional.empty() : Optional.of(LocalDate.of(2026, 2, 3)))
        .value(random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt()))
        .successCriteria(List.of(new Criterion("c", texts(random)), new Criterion("d", List.of())))
        .deliverables(List.of(new Deliverable("p", random.nextBoolean() ? "" : "a")))
        .externalDependencies(List.of(new ExternalDependency("n", texts(random))))
        .signOff(texts(random))
        .integrationTests(random.nextBoolean())
        .codeReview(random.nextBoolean())
        .budget(
            random.nextBoolean()
                ? Budget.UNLIMITED
                : new Budget(
                    Optional.of(new BigDecimal("20.50")),
                    "USD",
                    OptionalLong.of(random.nextInt(1 << 30)),
                    Optional.of(duration(random)),
                    OptionalInt.empty()))
        .syncPoints(List.of(new SyncPoint("s", List.of(TaskId.of("t")))))
        .extensions(extensions(random))
        .build();
  }

  private static Map<String, Object> extensions(Random random) {
    Map<String, Object> extensions = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      extensions.put("x-n", (long) random.nextInt());
      extensions.put("x-d", random.nextInt(100) / 8.0);
      extensions.put("x-l", List.of("a", true, Map.of("k", 1L)));
    }
    return extensions;
  }

  private static List<String> texts(Random random) {
    return List.of("a", "b c", "{run}").subList(0, random.nextInt(4));
  }

  private static Duration duration(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofMillis(random.nextInt(100_000));
      case 2 -> Duration.ofMinutes(random.nextInt(10_000));
      case 3 -> Duration.ofDays(random.nextInt(300));
      default -> Duration.ofSeconds(random.nextInt(100_000), random.nextInt(1_000_000_000));
    };
  }
}

package dev.milestone.core.plan;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of the files that are taken in together are plan files of ours and which are plans of other
 * tools, and in which format. Content decides; a name that was given decides before it.
 *
 * @param own plan files of ours
 * @param groups plans of other tools: the files of one format are one plan
 */
public record FormatChoice(List<PlanSource> own, List<Group> groups) {

  /** From how sure on a format counts as recognised. */
  public static final int SURE = 50;

  /** The name that means our own. */
  public static final String OWN = "milestone";

  /**
   * A plan of another tool.
   *
   * @param format reads it
   * @param files its files
   */
  public record Group(PlanFormat format, List<PlanFile> files) {

    /** Copies the list. */
    public Group {
      files = List.copyOf(files);
    }
  }

  /** Copies the lists. */
  public FormatChoice {
    own = List.copyOf(own);
    groups = List.copyOf(groups);
  }

  /**
   * Chooses.
   *
   * @param forced name of the format of all files that are not ours; empty: recognised
   * @throws MilestoneException kind {@code INVALID_INPUT} when a file is not recognised, or two
   *     formats are equally sure of it
   */
  public static FormatChoice of(
      List<PlanSource> sources, Optional<String> forced, List<PlanFormat> formats) {
    if (forced.isPresent()) {
      return forced(sources, forced.get(), formats);
    }
    List<PlanSource> own = new ArrayList<>();
    List<PlanSource> foreign = new ArrayList<>();
    for (PlanSource source : sources) {
      (OwnPlan.is(source) ? own : foreign).add(source);
    }
    if (foreign.isEmpty()) {
      return new FormatChoice(own, List.of());
    }
    List<PlanFile> files = files(foreign);
    PlanFormat all = files.size() == 1 ? null : surest(files, formats);
    if (all != null && !anotherIsSurer(files, all, formats)) {
      return new FormatChoice(own, List.of(new Group(all, files)));
    }
    Map<PlanFormat, List<PlanFile>> byFormat = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (PlanSource source : foreign) {
      PlanFile file = new PlanFile(source.name(), source.bytes());
      PlanFormat format = surest(List.of(file), formats);
      if (format != null) {
        byFormat.computeIfAbsent(format, f -> new ArrayList<>()).add(file);
      } else if (OwnPlan.isNamedSo(source) && !recognised(file, formats)) {
        own.add(source);
      } else {
        problems.add(unknown(file, formats));
      }
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "unknown_format",
          "cannot tell what plan this is, nothing changed: "
              + problems.size()
              + (problems.size() == 1 ? " problem" : " problems"),
          problems);
    }
    List<Group> groups = new ArrayList<>();
    byFormat.forEach((format, of) -> groups.add(new Group(format, of)));
    return new FormatChoice(own, groups);
  }

  private static FormatChoice forced(
      List<PlanSource> sources, String name, List<PlanFormat> formats) {
    if (name.equals(OWN)) {
      return new FormatChoice(sources, List.of());
    }
    PlanFormat format = named(name, formats);
    List<PlanSource> own = new ArrayList<>();
    List<PlanSource> foreign = new ArrayList<>();
    for (PlanSource source : sources) {
      (OwnPlan.is(source) ? own : foreign).add(source);
    }
    return foreign.isEmpty()
        ? new FormatChoice(List.of(), List.of(new Group(format, files(own))))
        : new FormatChoice(own, List.of(new Group(format, files(foreign))));
  }

  /**
   * The format of a name.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT} when there is none
   */
  public static PlanFormat named(String name, List<PlanFormat> formats) {
    for (PlanFormat format : formats) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw MilestoneException.invalid(
        "no_format",
        "there is no format '" + name + "'; there are: " + names(formats),
        List.of(
            Problem.of(
                "format", name, "one of: " + names(formats), "'milestone providers' lists them")));
  }

  private static String names(List<PlanFormat> formats) {
    List<String> names = new ArrayList<>(List.of(OWN));
    formats.forEach(format -> names.add(format.name()));
    return String.join(", ", names);
  }

  private static List<PlanFile> files(List<PlanSource> sources) {
    List<PlanFile> files = new ArrayList<>();
    sources.forEach(source -> files.add(new PlanFile(source.name(), source.bytes())));
    return files;
  }

  /** Whether one of the files alone is another format's, surer than all of them are this one's. */
  private static boolean anotherIsSurer(
      List<PlanFile> files, PlanFormat all, List<PlanFormat> formats) {
    int sure = all.recognise(files);
    for (PlanFile file : files) {
      for (PlanFormat format : formats) {
        if (format != all && format.recognise(List.of(file)) > sure) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean recognised(PlanFile file, List<PlanFormat> formats) {
    return formats.stream().anyMatch(format -> format.recognise(List.of(file)) >= SURE);
  }

  /** The format that is surest of them; null when none is sure or two are equally so. */
  private static @Nullable PlanFormat surest(List<PlanFile> files, List<PlanFormat> formats) {
    PlanFormat best = null;
    int most = SURE - 1;
    boolean tie = false;
    for (PlanFormat format : formats) {
      int sure = format.recognise(files);
      if (sure > most) {
        best = format;
        most = sure;
        tie = false;
      } else if (sure == most && best != null) {
        tie = true;
      }
    }
    return tie ? null : best;
  }

  /**
   * What is said of a file that nobody is sure of: what is wrong with it, where that can be told,
   * else what each format said.
   */
  private static Problem unknown(PlanFile file, List<PlanFormat> formats) {
    Problem damage = PlanDamage.of(file, formats);
    String names = "--format NAME says what it is; NAME is one of: " + names(formats);
    if (damage != null) {
      return new Problem(
          file.name(),
          damage.line(),
          damage.column(),
          damage.field(),
          damage.found(),
          damage.expected(),
          damage.hint().isEmpty() ? names : damage.hint() + "; " + names);
    }
    List<String> said = new ArrayList<>();
    for (PlanFormat format : formats) {
      said.add(format.name() + " " + format.recognise(List.of(file)));
    }
    return new Problem(
        file.name(),
        0,
        0,
        "",
        said.isEmpty()
            ? "a file that is no plan in YAML, and no format of other tools is there"
            : "no format that is sure of it, of 100: " + String.join(", ", said),
        "a plan that one format is surest of, by " + SURE + " at least",
        names);
  }
}

package dev.milestone.connectors;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.spi.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real plans of public projects and the figures computed of them elsewhere, in the folder that
 * {@code -Dmilestone.plans} names: {@code plans.tar.xz} and {@code facts-*.json}. Tests that need
 * it are skipped without it.
 */
final class Archive implements AutoCloseable {

  private final Path folder;
  private final Map<String, JsonValue> facts = new LinkedHashMap<>();

  private Archive(Path folder) {
    this.folder = folder;
  }

  /** Unpacks the archive into a folder of its own. */
  static Archive open() throws IOException, InterruptedException {
    String named = System.getProperty("milestone.plans", "");
    assumeTrue(!named.isEmpty(), "run with -Dmilestone.plans=FOLDER to compare with real plans");
    Path data = Path.of(named);
    Path packed = data.resolve("plans.tar.xz");
    assumeTrue(Files.isRegularFile(packed), () -> "no " + packed);
    Archive archive = new Archive(Files.createTempDirectory("milestone-plans"));
    Process tar =
        new ProcessBuilder("tar", "-xJf", packed.toString(), "-C", archive.folder.toString())
            .inheritIO()
            .start();
    boolean done = tar.waitFor(60, TimeUnit.SECONDS);
    assumeTrue(done && tar.exitValue() == 0, "tar could not unpack " + packed);
    try (Stream<Path> all = Files.list(data)) {
      for (Path file : all.filter(f -> f.getFileName().toString().startsWith("facts-")).toList()) {
        JsonText text = JsonText.of(new PlanFile(file.toString(), Files.readAllBytes(file)));
        JsonValue root = text.read(0, text.bytes().length, (depth, name) -> true);
        for (int i = 0; i < root.names().size(); i++) {
          archive.facts.put(root.names().get(i), root.items().get(i));
        }
      }
    }
    return archive;
  }

  /** Facts by the name of the file, of one format. */
  Map<String, JsonValue> facts(String format) {
    Map<String, JsonValue> some = new LinkedHashMap<>();
    facts.forEach(
        (name, value) -> {
          if (text(value, "format").equals(format)) {
            some.put(name, value);
          }
        });
    return some;
  }

  /** A file of the archive. */
  PlanFile file(String name) throws IOException {
    return new PlanFile(name, Files.readAllBytes(folder.resolve("plans").resolve(name)));
  }

  static String text(JsonValue value, String name) {
    JsonValue member = value.get(name);
    return member == null ? "" : member.text();
  }

  static int number(JsonValue value, String name) {
    return Integer.parseInt(text(value, name));
  }

  /** A list of texts; empty for null. */
  static List<String> texts(JsonValue value, String name) {
    JsonValue member = value.get(name);
    List<String> texts = new ArrayList<>();
    if (member != null) {
      member.items().forEach(item -> texts.add(item.text()));
    }
    return texts;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

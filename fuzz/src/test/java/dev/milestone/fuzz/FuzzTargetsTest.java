package dev.milestone.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every target takes its seeds, their beginnings and mutations of them. */
class FuzzTargetsTest {

  private static final Path SEEDS = Path.of("seeds");
  private static final int MUTATIONS = 100;

  private static List<Path> targets() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/milestone/fuzz"))) {
      return files.filter(f -> f.toString().endsWith("Fuzz.java")).sorted().toList();
    }
  }

  @Test
  void every_target_has_seeds() throws IOException {
    for (Path target : targets()) {
      assertThat(seeds(name(target))).as(name(target)).isNotEmpty();
    }
  }

  @TestFactory
  List<DynamicTest> targets_take_whatever_comes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path target : targets()) {
      String file = target.getFileName().toString();
      String type = file.substring(0, file.length() - ".java".length());
      tests.add(DynamicTest.dynamicTest(type, () -> run(type, seeds(name(target)))));
    }
    return tests;
  }

  private static String name(Path target) {
    String type = target.getFileName().toString().replace("Fuzz.java", "");
    return type.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static List<Path> seeds(String name) throws IOException {
    Path folder = SEEDS.resolve(name);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void run(String type, List<Path> seeds) throws Exception {
    Method entry =
        Class.forName("dev.milestone.fuzz." + type).getMethod("fuzzerTestOneInput", byte[].class);
    for (Path seed : seeds) {
      byte[] whole = Files.readAllBytes(seed);
      entry.invoke(null, (Object) whole);
      Random random = new Random(Arrays.hashCode(whole));
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] input =
            Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length + 1) : whole.length);
        for (int k = random.nextInt(4); k > 0 && input.length > 0; k--) {
          input[random.nextInt(input.length)] = (byte) random.nextInt(256);
        }
        try {
          entry.invoke(null, (Object) input);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(seed + ", mutation " + i, e);
        }
      }
    }
  }
}

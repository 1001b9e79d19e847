package dev.milestone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents say what the sources say, and their links lead somewhere. */
class DocumentsTest {

  private static final Path ROOT = root();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("README.md")) || !Files.isDirectory(at.resolve("docs"))) {
      at = at.getParent();
    }
    return at;
  }

  @Test
  void examples_in_documents_are_compiled() throws IOException {
    compiled("README.md", "examples/src/main/java/dev/milestone/examples/EmbeddingInTenLines.java");
    compiled(
        "docs/spi.md",
        "examples/src/test/java/dev/milestone/examples/storage/FolderStorageContractTest.java");
  }

  private static void compiled(String document, String source) throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve(document)));
    assertThat(block.find()).isTrue();
    assertThat(stripped(Files.readString(ROOT.resolve(source)))).contains(stripped(block.group(1)));
  }

  private static String stripped(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void the_first_forty_lines_hold_what_a_newcomer_needs() throws IOException {
    List<String> first = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 40);
    assertThat(String.join("\n", first))
        .contains("examples/demo/run")
        .contains("mvn -B -ntp verify")
        .contains("Not for you")
        .contains("```java");
  }

  @Test
  void links_lead_somewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(withoutCode(Files.readString(document)));
      while (link.find()) {
        links++;
        if (!leads(document, link.group(1))) {
          broken.add(ROOT.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(links).isGreaterThan(20);
    assertThat(broken).isEmpty();
  }

  private static boolean leads(Path document, String link) throws IOException {
    if (link.startsWith("https://")) {
      return true;
    }
    int hash = link.indexOf('#');
    Path target =
        hash == 0 ? document : document.resolveSibling(hash < 0 ? link : link.substring(0, hash));
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  private static Set<String> anchors(Path document) throws IOException {
    return withoutCode(Files.readString(document))
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String withoutCode(String text) {
    return text.replaceAll("(?s)```.*?```", "");
  }

  /** A document names a class as a test only where there is one. */
  @Test
  void tests_that_documents_name_exist() throws IOException {
    Set<String> sources;
    try (Stream<Path> all = Files.walk(ROOT)) {
      sources =
          all.filter(path -> path.toString().endsWith(".java"))
              .map(path -> path.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    List<String> unknown = new ArrayList<>();
    Pattern test = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Properties|Contract))[`.]");
    for (Path document : documents()) {
      Matcher named = test.matcher(Files.readString(document));
      while (named.find()) {
        String name = named.group(1);
        if (!sources.contains(name)
            && !name.matches("X(Test|IT|Properties|Contract|ContractTest)")) {
          unknown.add(ROOT.relativize(document) + ": " + name);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              docs, Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve))
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}

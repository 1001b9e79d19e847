package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {

  private static final String GOLDEN = "dashboard.txt";

  @Test
  void the_dashboard_is_as_it_was() throws Exception {
    String now = String.join("\n", new Dashboard(Sample.shop(), Style.PLAIN, 80).lines()) + "\n";
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(Path.of("src/test/resources/dev/milestone/cli/" + GOLDEN), now);
    }
    try (InputStream in = DashboardTest.class.getResourceAsStream(GOLDEN)) {
      assertThat(now).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void lines_keep_within_the_width() {
    for (int width : new int[] {60, 80, 120}) {
      List<String> lines = new Dashboard(Sample.shop(), Style.PLAIN, width).lines();
      assertThat(lines)
          .allMatch(line -> line.codePointCount(0, line.length()) <= width, "at most " + width);
    }
  }

  @Test
  void a_project_without_milestones_says_what_to_do() {
    FakeProject empty = new FakeProject();
    assertThat(Cli.on(empty).run("update").out()).contains("milestone plan FILE");
  }

  @Test
  void the_page_needs_nothing_else_and_takes_no_markup_from_titles(@TempDir Path folder)
      throws Exception {
    FakeProject project = new FakeProject();
    project.status = Sample.shop();
    Path file = folder.resolve("sub/status.html");
    Cli.Result result = Cli.on(project).run("update", "--html", file.toString());
    assertThat(result.code()).isZero();
    String page = Files.readString(file);
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<svg")
        .contains("prefers-color-scheme: dark");
    assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain("src=");
    assertThat(page).contains("Session &lt;cookies&gt;").doesNotContain("Session <");
    assertThat(page.split("<script")).as("only data, no program").hasSize(2);
    assertThat(page)
        .contains("<script type=\"application/json\"")
        .contains("Search & \\u003cfind>");
    assertThat(file.getParent().toFile().list()).containsExactly("status.html");
    balanced(page);
  }

  /** Every element that is opened is closed, in order. */
  private static void balanced(String page) {
    java.util.Deque<String> open = new java.util.ArrayDeque<>();
    java.util.regex.Matcher tags =
        java.util.regex.Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>").matcher(page);
    while (tags.find()) {
      String tag = tags.group(2);
      if (tag.equals("meta") || !tags.group(3).isEmpty()) {
        continue;
      }
      if (tags.group(1).isEmpty()) {
        open.push(tag);
      } else {
        assertThat(open.pop()).isEqualTo(tag);
      }
    }
    assertThat(open).isEmpty();
  }
}

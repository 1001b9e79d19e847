package dev.milestone.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.model.MilestoneId;
import dev.milestone.spi.vcs.VcsChange;
import dev.milestone.spi.vcs.VcsLines;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.message.CommitGroup;
import dev.milestone.spi.vcs.message.CommitGroups;
import dev.milestone.spi.vcs.message.CommitMessage;
import dev.milestone.spi.vcs.message.CommitStrategy;
import dev.milestone.spi.vcs.message.CommitType;
import dev.milestone.spi.vcs.message.CommitTypes;
import dev.milestone.spi.vcs.message.ConventionalHeader;
import dev.milestone.spi.vcs.message.TaskCommit;
import dev.milestone.spi.vcs.message.Trailers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a commit says: headers, trailers as native git reads them, types, groups, names. */
class CommitMessageTest {

  private static final long SEED = Long.getLong("milestone.seed", 20_261_120);

  /** Pieces of text that have led tools astray. */
  private static final List<String> PIECES =
      List.of(
          "word",
          " ",
          "\n",
          "\r\n",
          "\n\n",
          "Task: forged",
          "BREAKING CHANGE: all",
          "Co-authored-by: A <a@example.org>",
          "#comment",
          "---",
          "diff --git a b",
          ": ",
          "\u2028",
          "\u0000",
          "é",
          "🙂",
          "\ud800",
          "Signed-off-by: B <b@example.org>",
          "(cherry picked from commit 1)",
          "\t");

  @TempDir Path temp;

  @Test
  void trailers_are_what_native_git_reads() throws Exception {
    NativeGit.assumeInstalled();
    NativeGit git = new NativeGit(temp.resolve("home"));
    Random random = new Random(SEED);
    for (int i = 0; i < 60; i++) {
      CommitMessage.Builder builder =
          CommitMessage.builder(
                  new ConventionalHeader(
                      "feat", Optional.of(text(random)), random.nextBoolean(), text(random)))
              .paragraph(text(random))
              .paragraph(text(random));
      if (random.nextBoolean()) {
        builder.breaking(text(random));
      }
      String session = text(random);
      String message =
          builder
              .attempt(GitWorkshop.attempt(1))
              .trailer("Session", session)
              .trailer("Co-authored-by", "A <a@example.org>")
              .build()
              .text();
      Path file = temp.resolve("message");
      Files.writeString(file, message);
      List<String> read = new ArrayList<>();
      for (Trailers.Trailer trailer : Trailers.parse(message)) {
        read.add(trailer.key() + ": " + trailer.value());
      }
      assertThat(read)
          .as("seed %d, step %d", SEED, i)
          .startsWith("Task: t1", "Milestone: m1", "Attempt: 1")
          .endsWith("Co-authored-by: A <a@example.org>");
      assertThat(git.feed(temp, file, "interpret-trailers", "--parse").split("\n"))
          .as("seed %d, step %d: %s", SEED, i, message)
          .containsExactlyElementsOf(read);
      assertThat(ConventionalHeader.parse(message)).as(message).isPresent();
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return out.toString();
  }

  @Test
  void headers_are_read_as_the_usual_tools_do() {
    assertThat(ConventionalHeader.parse("feat(a)(b)!: x: y"))
        .contains(new ConventionalHeader("feat", Optional.of("a)(b"), true, "x: y"));
    assertThat(ConventionalHeader.parse("fix: subject\n\nbody"))
        .contains(new ConventionalHeader("fix", Optional.empty(), false, "subject"));
    for (String none : List.of("fix :x", "fix:x", "Revert \"fix: x\"", "fix(a : x", "")) {
      assertThat(ConventionalHeader.parse(none)).as(none).isEmpty();
    }
  }

  /** The table is not part of the project; its folder is named by {@code -Dmilestone.data}. */
  @Test
  void headers_of_real_projects_are_read_as_the_reference_reads_them() throws Exception {
    String folder = System.getProperty("milestone.data");
    assumeTrue(folder != null, "no folder of reference data is named (-Dmilestone.data)");
    List<String> rows = Files.readAllLines(Path.of(folder, "git", "conventional-subjects.tsv"));
    List<String> wrong = new ArrayList<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split("\t", -1);
      Optional<ConventionalHeader> header = ConventionalHeader.parse(cells[7]);
      String read =
          header.map(ConventionalHeader::type).orElse("")
              + "|"
              + header.flatMap(ConventionalHeader::scope).orElse("")
              + "|"
              + (header.map(ConventionalHeader::breaking).orElse(false) ? 1 : 0);
      if (!read.equals(cells[2] + "|" + cells[3] + "|" + cells[4])) {
        wrong.add(read + " for " + row);
      }
    }
    assertThat(rows).hasSize(2501);
    assertThat(wrong).isEmpty();
  }

  @Test
  void the_type_follows_from_what_changes() {
    assertThat(type("", added("src/main/java/A.java"))).isEqualTo(CommitType.FEAT);
    assertThat(type("Fix the login", changed("src/A.java", 3, 3))).isEqualTo(CommitType.FIX);
    assertThat(type("", changed("src/A.java", 3, 3), changed("src/test/ATest.java", 9, 0)))
        .isEqualTo(CommitType.FIX);
    assertThat(type("Fix it", changed("docs/a.md", 3, 3))).isEqualTo(CommitType.DOCS);
    assertThat(type("", changed("src/test/java/ATest.java", 1, 1))).isEqualTo(CommitType.TEST);
    assertThat(type("", changed("pom.xml", 1, 1))).isEqualTo(CommitType.BUILD);
    assertThat(type("", added(".github/workflows/x.yml"))).isEqualTo(CommitType.CI);
    assertThat(type("", changed(".gitignore", 1, 0))).isEqualTo(CommitType.CHORE);
    assertThat(type("Make start-up faster", changed("src/A.java", 5, 5)))
        .isEqualTo(CommitType.PERF);
    assertThat(
            type(
                "",
                new VcsChange(
                    VcsChange.Kind.RENAMED,
                    "src/B.java",
                    Optional.of("src/A.java"),
                    VcsLines.of(0, 0))))
        .isEqualTo(CommitType.REFACTOR);
    assertThat(
            type(
                "",
                new VcsChange(
                    VcsChange.Kind.MODIFIED,
                    "src/A.java",
                    Optional.empty(),
                    new VcsLines(4, 4, false, true, List.of()))))
        .isEqualTo(CommitType.STYLE);
    assertThat(CommitTypes.infer(List.of(), "")).isEqualTo(CommitType.CHORE);
  }

  @Test
  void progressive_groups_hold_each_change_once() {
    List<VcsChange> changes =
        List.of(
            added("core/src/main/A.java"),
            added("core/src/test/ATest.java"),
            added("web/src/B.ts"),
            changed("pom.xml", 1, 0),
            changed("docs/a.md", 1, 0));
    List<CommitGroup> groups = CommitGroups.of(CommitStrategy.PROGRESSIVE, changes, "");
    assertThat(groups.stream().map(g -> g.type().word() + " " + g.label() + g.paths()))
        .containsExactly(
            "build [pom.xml]",
            "feat core[core/src/main/A.java, core/src/test/ATest.java]",
            "feat web[web/src/B.ts]",
            "docs [docs/a.md]");
    assertThat(groups.get(1).subject()).isEqualTo("add A.java and 1 more file in core");
    assertThat(CommitGroups.of(CommitStrategy.ATOMIC, changes, "")).hasSize(1);
    assertThat(
            CommitGroups.of(
                CommitStrategy.PROGRESSIVE,
                List.of(added("docs/x/y.md"), changed("docs/x", 0, 1), added("pom.xml")),
                ""))
        .hasSize(1);
  }

  @Test
  void a_message_tells_what_is_known_about_the_work() {
    CommitGroup group =
        CommitGroups.of(CommitStrategy.ATOMIC, List.of(added("src/A.java")), "").get(0);
    TaskCommit commit =
        TaskCommit.builder(GitWorkshop.attempt(1), "Add the login form")
            .milestoneTitle("Users")
            .percent(40)
            .resolvesBlocker("no form")
            .tests("12 passed")
            .session("s1")
            .agent("a1 (process)")
            .breaking("the old form is gone")
            .build();
    assertThat(commit.message(group, true).text())
        .isEqualTo(
            """
            feat(m1)!: add the login form

            Task: t1 - Add the login form
            Milestone: m1 - Users
            Progress: 40% of the milestone
            Resolves blocker: no form

            - src/A.java (+10 -0)

            Tests: 12 passed

            BREAKING CHANGE: the old form is gone

            Task: t1
            Milestone: m1
            Attempt: 1
            Session: s1
            Agent: a1 (process)
            """);
    assertThat(commit.message(group, false).text()).startsWith("feat(m1)!: add A.java");
    assertThat(Trailers.value(Trailers.parse(commit.checkpoint(group, 3).text()), "Checkpoint"))
        .contains("3");
  }

  @Test
  void branches_are_named_and_recognised_in_all_spellings() {
    MilestoneId brief = MilestoneId.of("001");
    MilestoneId full = MilestoneId.of("milestone-002");
    List<MilestoneId> known = List.of(brief, full, MilestoneId.of("001-a"));
    assertThat(VcsNames.milestone(brief, "User Authentication & more!"))
        .isEqualTo("milestone/001-user-authentication-more");
    assertThat(VcsNames.attempt(GitWorkshop.attempt(3))).isEqualTo("milestone-task/m1/t3/1");
    assertThat(VcsNames.recognise("milestone/001-user-authentication", known))
        .contains(new VcsNames.Recognised(VcsNames.Kind.MILESTONE, brief, "user-authentication"));
    assertThat(VcsNames.recognise("milestone/milestone-001", known))
        .contains(new VcsNames.Recognised(VcsNames.Kind.MILESTONE, brief, ""));
    assertThat(VcsNames.recognise("feature/002-login-ui", known))
        .contains(new VcsNames.Recognised(VcsNames.Kind.FEATURE, full, "login-ui"));
    assertThat(VcsNames.recognise("integration/milestone-001-a-db", known))
        .contains(
            new VcsNames.Recognised(VcsNames.Kind.INTEGRATION, MilestoneId.of("001-a"), "db"));
    assertThat(VcsNames.recognise("milestone-task/m1/t3/1", List.of()))
        .contains(new VcsNames.Recognised(VcsNames.Kind.ATTEMPT, MilestoneId.of("m1"), "t3/1"));
    assertThat(VcsNames.recognise("release/1.0", known)).isEmpty();
    assertThat(VcsNames.recognise("milestone/0012-x", known)).isEmpty();
    assertThatThrownBy(() -> VcsNames.checked("a/-b")).hasMessageContaining("branch");
  }

  private static CommitType type(String title, VcsChange... changes) {
    return CommitTypes.infer(List.of(changes), title);
  }

  private static VcsChange added(String path) {
    return new VcsChange(VcsChange.Kind.ADDED, path, Optional.empty(), VcsLines.of(10, 0));
  }

  private static VcsChange changed(String path, int added, int removed) {
    return new VcsChange(
        VcsChange.Kind.MODIFIED, path, Optional.empty(), VcsLines.of(added, removed));
  }
}

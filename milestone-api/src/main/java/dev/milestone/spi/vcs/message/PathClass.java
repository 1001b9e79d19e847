package dev.milestone.spi.vcs.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Classes of files by path. {@code FEAT} stands for code, {@code CHORE} for what is none. */
final class PathClass {

  private static final Set<String> BUILD_FILES =
      Set.of(
          "pom.xml",
          "build.gradle",
          "build.gradle.kts",
          "settings.gradle",
          "settings.gradle.kts",
          "gradle.properties",
          "package.json",
          "package-lock.json",
          "yarn.lock",
          "pnpm-lock.yaml",
          "cargo.toml",
          "cargo.lock",
          "go.mod",
          "go.sum",
          "pyproject.toml",
          "poetry.lock",
          "uv.lock",
          "requirements.txt",
          "setup.py",
          "setup.cfg",
          "gemfile",
          "gemfile.lock",
          "composer.json",
          "composer.lock",
          "makefile",
          "cmakelists.txt",
          "meson.build",
          "build.bazel",
          "workspace",
          "dockerfile",
          "build.sbt",
          "tsconfig.json",
          "webpack.config.js",
          "vite.config.ts",
          "vite.config.js");

  private static final Set<String> CHORES =
      Set.of(
          ".gitignore",
          ".gitattributes",
          ".editorconfig",
          ".mailmap",
          "codeowners",
          ".dockerignore",
          ".npmrc");

  private static final Set<String> DOC_FOLDERS = Set.of("docs", "doc", "documentation", "site");
  private static final Set<String> TEST_FOLDERS =
      Set.of(
          "test", "tests", "__tests__", "spec", "specs", "testing", "fixtures", "e2e", "testdata");
  private static final List<String> DOC_ENDINGS = List.of(".md", ".adoc", ".rst", ".txt", ".mdx");
  private static final Set<String> DOC_FILES =
      Set.of("readme", "license", "notice", "changelog", "authors", "contributing");

  private PathClass() {}

  static CommitType of(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String name = lower.substring(lower.lastIndexOf('/') + 1);
    List<String> folders = List.of(lower.split("/", -1)).subList(0, count(lower));
    if (isPipeline(lower, name)) {
      return CommitType.CI;
    }
    if (CHORES.contains(name)) {
      return CommitType.CHORE;
    }
    if (BUILD_FILES.contains(name) || name.endsWith(".gradle") || name.endsWith(".cmake")) {
      return CommitType.BUILD;
    }
    if (folders.stream().anyMatch(TEST_FOLDERS::contains) || isTest(name, path)) {
      return CommitType.TEST;
    }
    if (DOC_FILES.contains(name)
        || DOC_ENDINGS.stream().anyMatch(name::endsWith)
        || !folders.isEmpty() && DOC_FOLDERS.contains(folders.get(0))) {
      return CommitType.DOCS;
    }
    return CommitType.FEAT;
  }

  private static int count(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  private static boolean isPipeline(String path, String name) {
    return path.startsWith(".github/workflows/")
        || path.startsWith(".github/actions/")
        || path.startsWith(".circleci/")
        || path.startsWith(".buildkite/")
        || path.startsWith(".ci/")
        || path.equals(".gitlab-ci.yml")
        || path.equals(".travis.yml")
        || name.equals("jenkinsfile")
        || name.equals("azure-pipelines.yml");
  }

  private static boolean isTest(String name, String path) {
    String original = path.substring(path.lastIndexOf('/') + 1);
    int dot = original.lastIndexOf('.');
    String stem = dot > 0 ? original.substring(0, dot) : original;
    return stem.endsWith("Test")
        || stem.endsWith("Tests")
        || stem.endsWith("IT")
        || stem.endsWith("Spec")
        || stem.endsWith("_test")
        || name.startsWith("test_")
        || name.contains(".test.")
        || name.contains(".spec.");
  }
}

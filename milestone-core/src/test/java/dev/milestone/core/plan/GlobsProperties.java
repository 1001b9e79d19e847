package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Matching and meeting against a plain recursive definition, on all short paths over a small
 * alphabet.
 */
class GlobsProperties {
  private static final List<String> PATHS = paths();
  private static final List<String> NAMES = names();

  /**
   * All names of up to four characters; two patterns of three that meet at all meet in one of
   * these.
   */
  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(""));
    for (int i = 0; i < names.size() && names.get(i).length() < 4; i++) {
      names.add(names.get(i) + "a");
      names.add(names.get(i) + "b");
    }
    return names.subList(1, names.size());
  }

  private static List<String> paths() {
    List<String> segments = new ArrayList<>();
    for (char a : "ab".toCharArray()) {
      segments.add("" + a);
      for (char b : "ab".toCharArray()) {
        segments.add("" + a + b);
        for (char c : "ab".toCharArray()) {
          segments.add("" + a + b + c);
          segments.add("" + a + b + c + "a");
        }
      }
    }
    List<String> paths = new ArrayList<>(segments);
    for (String a : segments) {
      for (String b : segments) {
        paths.add(a + "/" + b);
      }
    }
    List<String> two = List.of("a", "b", "ab", "ba", "aa", "bb");
    for (String a : two) {
      for (String b : two) {
        for (String c : two) {
          paths.add(a + "/" + b + "/" + c);
          paths.add(a + "/" + b + "/" + c + "/a");
          paths.add(a + "/" + b + "/" + c + "/b");
        }
      }
    }
    return paths;
  }

  @Provide
  Arbitrary<String> globs() {
    Arbitrary<String> segment =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(
                4, Arbitraries.strings().withChars("ab*?").ofMinLength(1).ofMaxLength(3)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just("**")));
    return segment
        .filter(s -> s.equals("**") || !s.contains("**"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(list -> String.join("/", list));
  }

  @Property(tries = 400)
  void matchesAsDefined(@ForAll("globs") String glob) {
    Globs.Glob compiled = Globs.compile(glob);
    for (String path : PATHS) {
      assertThat(compiled.matches(path))
          .as(() -> glob + " on " + path)
          .isEqualTo(plain(glob.split("/"), 0, path.split("/"), 0));
    }
  }

  /**
   * By brute force: any-segments written out as 0 to 4 segments, segments compared on all short
   * names.
   */
  @Property(tries = 3_000)
  void twoGlobsMeetExactlyWhenAPathMatchesBoth(
      @ForAll("globs") String a, @ForAll("globs") String b) {
    boolean some = false;
    for (List<String> x : expansions(List.of(a.split("/")))) {
      for (List<String> y : expansions(List.of(b.split("/")))) {
        some = some || !x.isEmpty() && x.size() == y.size() && pairwise(x, y);
      }
    }
    assertThat(Globs.canMeet(a, b)).as(() -> a + " and " + b).isEqualTo(some);
    assertThat(Globs.canMeet(b, a)).as(() -> b + " and " + a).isEqualTo(some);
  }

  private static List<List<String>> expansions(List<String> glob) {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of());
    for (String segment : glob) {
      List<List<String>> next = new ArrayList<>();
      for (List<String> head : all) {
        for (int n = segment.equals("**") ? 0 : 1; n <= (segment.equals("**") ? 4 : 1); n++) {
          List<String> longer = new ArrayList<>(head);
          for (int i = 0; i < n; i++) {
            longer.add(segment.equals("**") ? "*" : segment);
          }
          next.add(longer);
        }
      }
      all = next;
    }
    return all;
  }

  private static boolean pairwise(List<String> x, List<String> y) {
    for (int i = 0; i < x.size(); i++) {
      String p = x.get(i);
      String q = y.get(i);
      if (NAMES.stream().noneMatch(name -> segment(p, name) && segment(q, name))) {
        return false;
      }
    }
    return true;
  }

  @Property(tries = 50)
  void longGlobsTakeBoundedTime(@ForAll("hard") String a, @ForAll("hard") String b) {
    long begin = cpuNanos();
    Globs.canMeet(a, b);
    assertThat(cpuNanos() - begin).isLessThan(1_000_000_000L);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Provide
  Arbitrary<String> hard() {
    return Combinators.combine(Arbitraries.of("*a", "?*", "*?a*b"), Arbitraries.of("", "/**", "/*"))
        .as((s, end) -> s.repeat(150).toLowerCase(Locale.ROOT) + end);
  }

  private static boolean plain(String[] glob, int i, String[] path, int j) {
    if (i == glob.length) {
      return j == path.length;
    }
    if (glob[i].equals("**")) {
      return plain(glob, i + 1, path, j) || (j < path.length && plain(glob, i, path, j + 1));
    }
    return j < path.length && segment(glob[i], path[j]) && plain(glob, i + 1, path, j + 1);
  }

  private static boolean segment(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    char c = pattern.charAt(0);
    if (c == '*') {
      return segment(pattern.substring(1), name)
          || (!name.isEmpty() && segment(pattern, name.substring(1)));
    }
    return !name.isEmpty()
        && (c == '?' || c == name.charAt(0))
        && segment(pattern.substring(1), name.substring(1));
  }

  @Example
  void aTextThatIsNoGlobMeetsEverything() {
    assertThat(Globs.canMeet("../x", "src/a")).isTrue();
    assertThat(Globs.canMeet("src/a", "{x}")).isTrue();
    assertThat(Globs.canMeet("src/a/**", "src/b/**")).isFalse();
    assertThat(Globs.canMeet("src/**", "src")).isTrue();
  }
}

package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlanFiguresProperties {

  @Property(tries = 500)
  void cycles_are_those_that_a_search_of_all_paths_finds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int nodes) {
    boolean[][] edges = edges(seed, nodes);
    PlanFigures figures = new PlanFigures(graph(edges));
    int[][] distance = distances(edges);
    int shortest = Integer.MAX_VALUE;
    int onCycles = 0;
    for (int i = 0; i < nodes; i++) {
      shortest = Math.min(shortest, distance[i][i]);
      onCycles += distance[i][i] < Integer.MAX_VALUE ? 1 : 0;
      for (int k = 0; k < nodes; k++) {
        boolean both =
            distance[i][k] < Integer.MAX_VALUE && distance[k][i] < Integer.MAX_VALUE || i == k;
        assertThat(figures.groups().together(i, k)).isEqualTo(both);
      }
    }
    assertThat(figures.hasCycle()).isEqualTo(onCycles > 0);
    assertThat(figures.nodesOnCycles()).isEqualTo(onCycles);
    int[] cycle = figures.shortestCycle();
    assertThat(cycle.length).isEqualTo(onCycles > 0 ? shortest : 0);
    for (int i = 0; i < cycle.length; i++) {
      assertThat(edges[cycle[i]][cycle[(i + 1) % cycle.length]]).isTrue();
    }
  }

  @Property(tries = 500)
  void the_longest_chain_is_that_of_a_search_of_all_paths(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int nodes) {
    boolean[][] edges = edges(seed, nodes);
    for (int i = 0; i < nodes; i++) {
      for (int k = i; k < nodes; k++) {
        edges[i][k] = false;
      }
    }
    int[] length = new int[nodes];
    int longest = 0;
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < i; k++) {
        length[i] = edges[i][k] ? Math.max(length[i], length[k]) : length[i];
      }
      longest = Math.max(longest, ++length[i]);
    }
    boolean[] all = new boolean[nodes];
    java.util.Arrays.fill(all, true);
    assertThat(new PlanFigures(graph(edges)).longestChainCondensed(all)).isEqualTo(longest);
  }

  @Property(tries = 1_000)
  void links_never_close_a_cycle_and_keep_all_that_is_said_outside_of_cycles(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int nodes) {
    Random random = new Random(seed);
    boolean[][] said = edges(seed, nodes);
    PlanLinks links = new PlanLinks(nodes);
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < nodes; k++) {
        if (said[i][k]) {
          links.waits(i, k);
        }
      }
      if (random.nextInt(3) > 0) {
        int parent = random.nextInt(nodes);
        links.child(i, parent);
      }
    }
    PlanGraph result = links.build();
    assertThat(new PlanFigures(result).hasCycle()).isFalse();
    CycleGroups groups = CycleGroups.of(graph(said));
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < nodes; k++) {
        // Inside a group a wait can come back because a parent waits for its child.
        if (said[i][k] && !groups.together(i, k)) {
          assertThat(has(result, i, k)).isTrue();
        }
      }
    }
  }

  private static boolean has(PlanGraph graph, int from, int to) {
    for (int e = graph.first(from); e < graph.first(from + 1); e++) {
      if (graph.target(e) == to) {
        return true;
      }
    }
    return false;
  }

  private static boolean[][] edges(long seed, int nodes) {
    Random random = new Random(seed);
    boolean[][] edges = new boolean[nodes][nodes];
    int count = random.nextInt(nodes * 2 + 1);
    for (int i = 0; i < count; i++) {
      edges[random.nextInt(nodes)][random.nextInt(nodes)] = true;
    }
    return edges;
  }

  private static PlanGraph graph(boolean[][] edges) {
    PlanGraph.Builder builder = new PlanGraph.Builder(edges.length);
    for (int i = 0; i < edges.length; i++) {
      for (int k = 0; k < edges.length; k++) {
        if (edges[i][k]) {
          builder.edge(i, k);
        }
      }
    }
    return builder.build();
  }

  private static int[][] distances(boolean[][] edges) {
    int n = edges.length;
    int[][] distance = new int[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        distance[i][k] = edges[i][k] ? 1 : Integer.MAX_VALUE;
      }
    }
    for (int via = 0; via < n; via++) {
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
          if (distance[i][via] < Integer.MAX_VALUE && distance[via][k] < Integer.MAX_VALUE) {
            distance[i][k] = Math.min(distance[i][k], distance[i][via] + distance[via][k]);
          }
        }
      }
    }
    return distance;
  }

  @Property(tries = 50)
  void a_percentile_lies_between_two_values(@ForAll @IntRange(min = 1, max = 50) int count) {
    double[] sorted = new double[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = i;
    }
    assertThat(PlanFigures.percentile(sorted, 0.85).getAsDouble())
        .isCloseTo((count - 1) * 0.85, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(List.of(PlanFigures.percentile(new double[0], 0.5).isPresent())).containsOnly(false);
  }
}

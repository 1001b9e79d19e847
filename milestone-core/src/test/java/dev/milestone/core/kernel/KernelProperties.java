package dev.milestone.core.kernel;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random plans and random commands, by several engines, compared with a model that answers every
 * question by brute force. What is compared after each command stands in {@link KernelScript}.
 */
class KernelProperties {

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void the_kernel_agrees_with_the_model(
      @ForAll int plan, @ForAll("commands") List<KernelScript.Op> commands) {
    KernelScript script = new KernelScript(plan);
    commands.forEach(script::step);
  }

  @Provide
  Arbitrary<List<KernelScript.Op>> commands() {
    return Combinators.combine(
            Arbitraries.integers().between(0, KernelScript.KINDS - 1),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 4_000))
        .as(KernelScript.Op::new)
        .list()
        .ofMaxSize(60);
  }
}

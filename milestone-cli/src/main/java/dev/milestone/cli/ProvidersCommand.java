package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.ProviderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone providers}. */
@CommandLine.Command
final class ProvidersCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<ProviderView> providers = engine.providers();
      if (json()) {
        document(
            "providers", Map.of("providers", Documents.all(providers, ProvidersCommand::json)));
        return ExitCode.OK;
      }
      List<List<String>> rows = new ArrayList<>();
      for (ProviderView provider : providers) {
        rows.add(
            List.of(
                provider.selected() ? "*" : " ",
                provider.kind(),
                provider.name(),
                provider.implementation(),
                provider.origin()));
      }
      print(Text.table(rows, console().tableWidth()));
    }
    return ExitCode.OK;
  }

  private static Object json(ProviderView provider) {
    Map<String, Object> json = Json.object();
    json.put("kind", provider.kind());
    json.put("name", provider.name());
    json.put("implementation", provider.implementation());
    json.put("origin", provider.origin());
    json.put("selected", provider.selected());
    return json;
  }
}

package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.ProviderView;
import dev.milestone.spi.agent.AgentOffer;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.vcs.VcsProvider;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Providers: handed in, or found with {@link ServiceLoader}. One handed in wins; of those found,
 * two of one name are an error that lists them with their jars; a broken one is reported and left
 * out. Each kind is looked for when first needed, so that a command that needs no Git loads none.
 */
final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final List<StorageProvider> givenStorage;
  private final List<AgentProvider> givenAgents;
  private final List<CommandRunner> givenRunners;
  private final List<VcsProvider> givenVcs;
  private final List<PlanFormat> givenFormats;
  private @Nullable List<AgentProvider> agents;
  private @Nullable List<CommandRunner> runners;
  private @Nullable List<VcsProvider> vcs;
  private @Nullable List<StorageProvider> storage;
  private @Nullable List<PlanFormat> formats;
  private String usedStorage = "";

  Providers(
      List<StorageProvider> storage,
      List<AgentProvider> agents,
      List<CommandRunner> runners,
      List<VcsProvider> vcs,
      List<PlanFormat> formats) {
    this.givenStorage = List.copyOf(storage);
    this.givenAgents = List.copyOf(agents);
    this.givenRunners = List.copyOf(runners);
    this.givenVcs = List.copyOf(vcs);
    this.givenFormats = List.copyOf(formats);
  }

  synchronized StorageProvider storage(String name) {
    usedStorage = name;
    if (!givenStorage.isEmpty()) {
      StorageProvider given = givenStorage.get(givenStorage.size() - 1);
      usedStorage = given.name();
      return given;
    }
    StorageProvider found =
        one(allStorage(), List.of(), StorageProvider::name, name, "storage").orElse(null);
    if (found == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "no_provider",
          "no storage provider named '"
              + name
              + "' was found; found: "
              + allStorage().stream().map(StorageProvider::name).toList()
              + "; add its jar, for the usual ones milestone-spi-storage");
    }
    return found;
  }

  private synchronized List<StorageProvider> allStorage() {
    List<StorageProvider> known = storage;
    if (known == null) {
      known = load(StorageProvider.class);
      storage = known;
    }
    return known;
  }

  synchronized Optional<AgentProvider> agent(String name) {
    return one(allAgents(), givenAgents, AgentProvider::name, name, "agent");
  }

  /**
   * What all providers can start here, by name. One that breaks is reported as an offer with a
   * problem.
   */
  List<AgentOffer> offers(Path project, boolean versions) {
    List<AgentProvider> all;
    synchronized (this) {
      all = concat(givenAgents, allAgents());
    }
    List<AgentOffer> offers = new ArrayList<>();
    for (AgentProvider provider : all) {
      try {
        List<AgentOffer> own = provider.offers(project, versions);
        offers.addAll(own.subList(0, Math.min(MAX_OFFERS, own.size())));
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("provider {} cannot say what it offers: {}", provider.name(), e.toString());
        offers.add(
            new AgentOffer(
                provider.name(),
                provider.name(),
                "",
                Optional.empty(),
                Optional.empty(),
                "its provider broke: " + e));
      }
    }
    offers.sort(Comparator.comparing(AgentOffer::name).thenComparing(AgentOffer::provider));
    return offers;
  }

  /** Most offers of one provider that are shown. */
  private static final int MAX_OFFERS = 1_000;

  private List<AgentProvider> allAgents() {
    List<AgentProvider> known = agents;
    if (known == null) {
      known = load(AgentProvider.class);
      agents = known;
    }
    return known;
  }

  synchronized Optional<CommandRunner> commandRunner() {
    if (!givenRunners.isEmpty()) {
      return Optional.of(givenRunners.get(givenRunners.size() - 1));
    }
    List<CommandRunner> known = runners;
    if (known == null) {
      known = load(CommandRunner.class);
      runners = known;
    }
    if (known.size() > 1) {
      throw ambiguous("command runner", "any", known);
    }
    return known.stream().findFirst();
  }

  synchronized Optional<VcsProvider> vcs() {
    if (!givenVcs.isEmpty()) {
      return Optional.of(givenVcs.get(givenVcs.size() - 1));
    }
    List<VcsProvider> known = vcs;
    if (known == null) {
      known = load(VcsProvider.class);
      vcs = known;
    }
    return one(known, List.of(), VcsProvider::name, "git", "version control");
  }

  /** Formats of other tools' plans, each name once, in the order of their names. */
  synchronized List<PlanFormat> planFormats() {
    TreeMap<String, PlanFormat> byName = new TreeMap<>();
    for (PlanFormat format : concat(givenFormats, allFormats())) {
      one(allFormats(), givenFormats, PlanFormat::name, format.name(), "plan format")
          .ifPresent(chosen -> byName.put(chosen.name(), chosen));
    }
    return List.copyOf(byName.values());
  }

  private List<PlanFormat> allFormats() {
    List<PlanFormat> known = formats;
    if (known == null) {
      known = load(PlanFormat.class);
      formats = known;
    }
    return known;
  }

  private static <P> Optional<P> one(
      List<P> found, List<P> given, Function<P, String> nameOf, String name, String what) {
    for (int i = given.size() - 1; i >= 0; i--) {
      if (nameOf.apply(given.get(i)).equals(name)) {
        return Optional.of(given.get(i));
      }
    }
    List<P> candidates = new ArrayList<>();
    for (P provider : found) {
      if (nameOf.apply(provider).equals(name)) {
        candidates.add(provider);
      }
    }
    if (candidates.size() > 1) {
      throw ambiguous(what, name, candidates);
    }
    return candidates.stream().findFirst();
  }

  private static MilestoneException ambiguous(String what, String name, List<?> candidates) {
    StringBuilder s = new StringBuilder();
    for (Object candidate : candidates) {
      s.append("\n  ")
          .append(candidate.getClass().getName())
          .append(" from ")
          .append(origin(candidate.getClass()));
    }
    return new MilestoneException(
        ErrorKind.INVALID_INPUT,
        "ambiguous_provider",
        "several " + what + " providers are named '" + name + "'; keep one or hand one in:" + s);
  }

  /** Loads with the context class loader, and with that of the interface where it finds nothing. */
  static <P> List<P> load(Class<P> type) {
    Map<Class<?>, P> found = new LinkedHashMap<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    load(type, context, found);
    if (found.isEmpty() && context != type.getClassLoader()) {
      load(type, type.getClassLoader(), found);
    }
    return List.copyOf(found.values());
  }

  private static <P> void load(
      Class<P> type, @Nullable ClassLoader loader, Map<Class<?>, P> found) {
    var all = ServiceLoader.load(type, loader).stream().iterator();
    while (true) {
      try {
        if (!all.hasNext()) {
          return;
        }
        ServiceLoader.Provider<P> provider = all.next();
        found.putIfAbsent(provider.type(), provider.get());
      } catch (ServiceConfigurationError e) {
        LOG.warn("a provider of {} is broken and left out: {}", type.getName(), e.toString());
      }
    }
  }

  synchronized List<ProviderView> views() {
    List<ProviderView> views = new ArrayList<>();
    for (StorageProvider p : concat(givenStorage, allStorage())) {
      views.add(view("storage", p.name(), p.getClass(), p.name().equals(usedStorage)));
    }
    for (AgentProvider p : concat(givenAgents, allAgents())) {
      views.add(view("agent", p.name(), p.getClass(), true));
    }
    commandRunner().ifPresent(r -> views.add(view("command", "process", r.getClass(), true)));
    vcs().ifPresent(v -> views.add(view("vcs", v.name(), v.getClass(), true)));
    for (PlanFormat p : concat(givenFormats, allFormats())) {
      boolean given = givenFormats.contains(p);
      boolean shadowed =
          !given && givenFormats.stream().anyMatch(other -> other.name().equals(p.name()));
      views.add(view("format", p.name(), p.getClass(), !shadowed));
    }
    return views;
  }

  private static <P> List<P> concat(List<P> a, List<P> b) {
    List<P> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static ProviderView view(String kind, String name, Class<?> type, boolean selected) {
    return new ProviderView(kind, name, type.getName(), origin(type), selected);
  }

  private static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? "the program" : location.getPath();
  }
}

package dev.milestone.agent;

import dev.milestone.model.Artefact;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AttemptControl;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the lines that an agent prints and picks out its reports: a line that is one JSON object
 * with {@code progress}, {@code note}, {@code cost} or {@code artefact}. Anything else is output
 * like any other. Time is linear in the number of bytes, memory bounded by the longest line looked
 * at. Confined to one thread at a time.
 */
final class ReportLines {

  /** Most notes that are handed on; the rest is dropped and counted. */
  static final int MAX_NOTES = 1_000;

  /** Most artefacts that are taken; the rest is dropped and counted. */
  static final int MAX_ARTEFACTS = 1_000;

  /** Longest note, in characters; the rest is cut. */
  static final int MAX_NOTE = 4_000;

  private static final int MAX_NESTING = 32;
  private static final int MAX_NUMBER = 32;
  private static final int MAX_SCALE = 12;
  private static final int MAX_PATH = 4_096;

  private final AttemptControl control;
  private final Path workspace;
  private final int lineBytes;
  private final JsonFactory factory;
  private final List<Artefact> artefacts = new ArrayList<>();
  private byte[] line = new byte[256];
  private int length;
  private boolean tooLong;
  private int notes;
  private int dropped;
  private Cost cost = Cost.NONE;
  private String lastNote = "";
  private double lastProgress;

  ReportLines(AttemptControl control, Path workspace, int lineBytes) {
    this.control = control;
    this.workspace = workspace.toAbsolutePath().normalize();
    this.lineBytes = Math.max(lineBytes, 0);
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(Math.max(this.lineBytes, 1))
                    .maxNameLength(1_024)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
  }

  /** Takes the next bytes of standard output. */
  void add(byte[] bytes, int offset, int count) {
    int end = offset + count;
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, start, i - start);
        endLine();
        start = i + 1;
      }
    }
    keep(bytes, start, end - start);
  }

  /** Reads a last line that has no line break. */
  void finish() {
    endLine();
  }

  /** What all cost reports add up to. */
  Cost cost() {
    return cost;
  }

  /** The artefacts that were reported, in order. */
  List<Artefact> artefacts() {
    return List.copyOf(artefacts);
  }

  /** The latest note; empty without one. */
  String lastNote() {
    return lastNote;
  }

  /** How many reports were not taken because they were too many or not usable. */
  int dropped() {
    return dropped;
  }

  private void keep(byte[] bytes, int start, int count) {
    if (tooLong || count == 0) {
      return;
    }
    if (length == 0 && bytes[start] != '{' && bytes[start] > ' ') {
      // Cannot become an object: nothing of the line has to be held.
      tooLong = true;
      return;
    }
    if (count > lineBytes - length) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.min(lineBytes, Math.max(length + count, 2 * line.length)));
    }
    System.arraycopy(bytes, start, line, length, count);
    length += count;
  }

  private void endLine() {
    if (!tooLong && length > 0) {
      Report report = parse();
      if (report != null) {
        take(report);
      }
    }
    length = 0;
    tooLong = false;
  }

  private void take(Report report) {
    if (report.note != null) {
      lastNote = cut(report.note);
    }
    if (report.progress != null) {
      lastProgress = report.progress;
      control.progress(lastProgress, report.note == null ? "" : lastNote);
    } else if (report.note != null) {
      if (notes < MAX_NOTES) {
        notes++;
        control.note(lastNote);
      } else {
        dropped++;
      }
    }
    if (report.cost != null) {
      try {
        cost = cost.plus(report.cost);
      } catch (IllegalArgumentException otherCurrencyOrOverflow) {
        dropped++;
      }
    }
    if (report.artefact != null) {
      Optional<Artefact> artefact = below(report.artefact);
      if (artefact.isPresent() && artefacts.size() < MAX_ARTEFACTS) {
        artefacts.add(artefact.get());
      } else {
        dropped++;
      }
    }
    dropped += report.unusable;
  }

  /** The artefact with its path made relative, if it lies below the workspace. */
  private Optional<Artefact> below(Artefact artefact) {
    try {
      Path path = workspace.resolve(artefact.path()).normalize();
      return path.startsWith(workspace) && !path.equals(workspace)
          ? Optional.of(
              new Artefact(
                  workspace.relativize(path).toString(), artefact.kind(), artefact.digest()))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_NOTE ? text : text.substring(0, MAX_NOTE - 1) + "…";
  }

  private @Nullable Report parse() {
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), line, 0, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Report report = new Report();
      for (JsonToken token = json.nextToken();
          token == JsonToken.PROPERTY_NAME;
          token = json.nextToken()) {
        field(json, report);
      }
      return json.nextToken() == null ? report : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private static void field(JsonParser json, Report report) {
    String name = json.currentName();
    JsonToken token = json.nextToken();
    switch (name) {
      case "progress" -> {
        if (token.isNumeric()) {
          report.progress = Math.min(1, Math.max(0, json.getDoubleValue()));
        }
      }
      case "note" -> {
        if (token == JsonToken.VALUE_STRING) {
          report.note = json.getString();
        }
      }
      case "cost" -> {
        if (token == JsonToken.START_OBJECT) {
          report.cost = cost(json, report);
          return;
        }
      }
      case "artefact" -> {
        if (token == JsonToken.START_OBJECT) {
          report.artefact = artefact(json, report);
          return;
        }
      }
      default -> {
        // Not ours: an agent may print JSON for others.
      }
    }
    json.skipChildren();
  }

  private static @Nullable Cost cost(JsonParser json, Report report) {
    long input = 0;
    long output = 0;
    BigDecimal money = BigDecimal.ZERO;
    String currency = "USD";
    boolean usable = true;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      switch (name) {
        case "input_tokens" -> {
          usable &= token == JsonToken.VALUE_NUMBER_INT;
          input = usable ? json.getLongValue() : 0;
        }
        case "output_tokens" -> {
          usable &= token == JsonToken.VALUE_NUMBER_INT;
          output = usable ? json.getLongValue() : 0;
        }
        case "money" -> {
          usable &= token.isNumeric() || token == JsonToken.VALUE_STRING;
          Optional<BigDecimal> amount = usable ? amount(json.getString()) : Optional.empty();
          usable &= amount.isPresent();
          money = amount.orElse(BigDecimal.ZERO);
        }
        case "currency" -> {
          usable &= token == JsonToken.VALUE_STRING && isCurrency(json.getString());
          currency = usable ? json.getString() : currency;
        }
        default -> json.skipChildren();
      }
      json.skipChildren();
    }
    if (!usable || input < 0 || output < 0 || money.signum() < 0) {
      report.unusable++;
      return null;
    }
    return new Cost(input, output, money, currency);
  }

  private static boolean isCurrency(String text) {
    return text.length() == 3 && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }

  /**
   * An amount of money, if it has a sensible size: a number like 1e999999999 would fill the memory
   * when it is added.
   */
  private static Optional<BigDecimal> amount(String text) {
    if (text.length() > MAX_NUMBER) {
      return Optional.empty();
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      return amount.scale() >= -MAX_SCALE && amount.scale() <= MAX_SCALE
          ? Optional.of(amount)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Artefact artefact(JsonParser json, Report report) {
    String path = "";
    String kind = "file";
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_STRING && name.equals("path")) {
        path = json.getString();
      } else if (token == JsonToken.VALUE_STRING && name.equals("kind")) {
        kind = json.getString();
      }
      json.skipChildren();
    }
    if (path.isEmpty() || path.length() > MAX_PATH || kind.isEmpty() || kind.length() > 64) {
      report.unusable++;
      return null;
    }
    return new Artefact(path, kind, "");
  }

  /** What one line says. */
  private static final class Report {
    @Nullable Double progress;
    @Nullable String note;
    @Nullable Cost cost;
    @Nullable Artefact artefact;
    int unusable;
  }
}

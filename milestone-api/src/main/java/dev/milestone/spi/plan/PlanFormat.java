package dev.milestone.spi.plan;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Reads the plans of another tool and writes back what has become of them. Found with {@link
 * java.util.ServiceLoader} or handed in. Does no I/O: it is given bytes and returns values.
 * Thread-safe, deterministic; time and memory are linear in the size of the files.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PlanFormat {

  /** The name by which {@code --format} selects it, such as {@code taskmaster}. */
  String name();

  /** What it reads, in a line for people. */
  String description();

  /**
   * How sure it is that these files are one plan of its format, from their content; names may help.
   * Files of the same format that are unreadable – truncated, with conflict markers – should be
   * recognised too, so that the error can say where.
   *
   * @return from 0, certainly not, to 100, certainly; of several formats the surest wins
   */
  int recognise(List<PlanFile> files);

  /**
   * Reads a plan.
   *
   * @throws dev.milestone.MilestoneException kind {@code INVALID_INPUT} with every problem located,
   *     when a file cannot be read
   */
  ImportedPlan read(PlanImport request);

  /**
   * Writes status and notes into files that were read before, and changes nothing else: unknown
   * fields, order and layout stay byte for byte. Where nothing has changed the result equals the
   * input.
   *
   * @return the same files in the same order, with new content
   * @throws dev.milestone.MilestoneException kind {@code INVALID_INPUT} as for {@link #read}
   */
  List<PlanFile> write(PlanExport request);
}

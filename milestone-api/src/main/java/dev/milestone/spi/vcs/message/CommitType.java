package dev.milestone.spi.vcs.message;

import java.util.Locale;
import org.apiguardian.api.API;

/** The types of commits that the engine writes. What it reads may bear any word. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum CommitType {
  /** Something new for those who use it. */
  FEAT("add"),
  /** Something works that did not. */
  FIX("correct"),
  /** Something is faster. */
  PERF("speed up"),
  /** The same, built another way. */
  REFACTOR("rework"),
  /** Tests. */
  TEST("test"),
  /** Documentation. */
  DOCS("describe"),
  /** How it is built, and what it is built from. */
  BUILD("change the build of"),
  /** How it is checked and delivered by machines. */
  CI("change the pipeline of"),
  /** Looks only: white space, order of imports. */
  STYLE("format"),
  /** All else. */
  CHORE("update");

  private final String verb;

  CommitType(String verb) {
    this.verb = verb;
  }

  /** As it is written in a header. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Begins a subject that is made from paths only. */
  String verb() {
    return verb;
  }
}

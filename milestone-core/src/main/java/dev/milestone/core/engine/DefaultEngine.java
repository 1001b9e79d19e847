package dev.milestone.core.engine;

import dev.milestone.Agents;
import dev.milestone.ArchiveReport;
import dev.milestone.Contexts;
import dev.milestone.Decisions;
import dev.milestone.DoctorReport;
import dev.milestone.Events;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.Export;
import dev.milestone.ExportRequest;
import dev.milestone.MilestoneEngine;
import dev.milestone.Milestones;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.ProviderView;
import dev.milestone.Setting;
import dev.milestone.StatusReport;
import dev.milestone.Tasks;
import dev.milestone.core.monitor.StatusReports;
import dev.milestone.model.MilestoneId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The engine as its callers see it. */
final class DefaultEngine implements MilestoneEngine {
  private final EngineCore core;
  private final List<Setting> configuration;
  private final Tasks tasks;
  private final Milestones milestones;
  private final dev.milestone.Sessions sessions;
  private final Contexts contexts;
  private final Decisions decisions;
  private final Agents agents;
  private final Events events;
  private final PlanVerb plan;
  private final ExportVerb export;
  private final ArchiveVerb archive;
  private final Doctor doctor;

  DefaultEngine(EngineCore core, List<Setting> configuration) {
    this.core = core;
    this.configuration = List.copyOf(configuration);
    this.tasks = new TaskNoun(core);
    this.milestones = new Nouns.MilestoneNoun(core);
    this.sessions = new Nouns.SessionNoun(core);
    this.contexts = new Nouns.ContextNoun(core);
    this.decisions = new Nouns.DecisionNoun(core);
    this.agents = new Nouns.AgentNoun(core);
    this.events = new Nouns.EventNoun(core);
    this.plan = new PlanVerb(core);
    this.export = new ExportVerb(core);
    this.archive = new ArchiveVerb(core);
    this.doctor = new Doctor(core);
  }

  @Override
  public Optional<Path> projectRoot() {
    return core.paths.map(ProjectPaths::root);
  }

  @Override
  public Plan plan(PlanRequest request) {
    return plan.plan(request);
  }

  @Override
  public Execution execute(ExecuteRequest request) {
    return core.sessions.execute(request);
  }

  @Override
  public StatusReport update() {
    Instant now = core.time.now();
    return core.loop.look(state -> StatusReports.make(state, now));
  }

  @Override
  public ArchiveReport archive(MilestoneId milestone) {
    return archive.archive(milestone);
  }

  @Override
  public Export export(ExportRequest request) {
    return export.export(request);
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Milestones milestones() {
    return milestones;
  }

  @Override
  public dev.milestone.Sessions sessions() {
    return sessions;
  }

  @Override
  public Contexts contexts() {
    return contexts;
  }

  @Override
  public Decisions decisions() {
    return decisions;
  }

  @Override
  public Agents agents() {
    return agents;
  }

  @Override
  public List<Setting> configuration() {
    return configuration;
  }

  @Override
  public List<ProviderView> providers() {
    return core.providers.views();
  }

  @Override
  public DoctorReport doctor(boolean repair) {
    return doctor.check(repair);
  }

  @Override
  public void close() {
    core.close();
  }
}

package dev.milestone.cli;

import dev.milestone.Agents;
import dev.milestone.ArchiveReport;
import dev.milestone.Contexts;
import dev.milestone.Decisions;
import dev.milestone.DoctorReport;
import dev.milestone.EngineBuilder;
import dev.milestone.Events;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.Export;
import dev.milestone.ExportRequest;
import dev.milestone.MilestoneEngine;
import dev.milestone.Milestones;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.ProviderView;
import dev.milestone.Sessions;
import dev.milestone.Setting;
import dev.milestone.StatusReport;
import dev.milestone.Subscription;
import dev.milestone.Tasks;
import dev.milestone.event.EventCursor;
import dev.milestone.event.EventListener;
import dev.milestone.event.EventQuery;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Actor;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SessionId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A project whose answers a test lays down. What a test has not laid down answers with nothing. */
final class FakeProject implements MilestoneEngine {

  final Map<String, Object> opened = new HashMap<>();
  final List<MilestoneEvent> events = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  RuntimeException onOpen;
  StatusReport status = StatusReport.builder(Instant.parse("2026-11-20T10:00:00Z"), 7).build();
  Plan plan = Plan.builder().build();
  ArchiveReport archive;
  DoctorReport doctor = new DoctorReport("/store", 3, List.of(), List.of());
  ExecutionSummary summary;
  PlanRequest planned;
  ExecuteRequest executed;
  boolean cancelled;
  Function<String, Object> tasks = call -> null;
  Function<String, Object> milestones = call -> null;
  Function<String, Object> decisions = call -> null;

  /** What the command takes for the way to an engine. */
  EngineBuilder builder() {
    return proxy(
        EngineBuilder.class,
        (self, method, args) -> {
          if (method.getName().equals("build")) {
            if (onOpen != null) {
              throw onOpen;
            }
            return this;
          }
          if (method.getName().equals("doctor")) {
            return doctor;
          }
          opened.put(method.getName(), args == null ? true : args[0]);
          return self;
        });
  }

  Actor actor() {
    return (Actor) opened.get("actor");
  }

  Path folder() {
    return (Path) opened.get("project");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /**
   * A noun that answers by method name, and otherwise with the empty value of the method's type.
   */
  private <T> T noun(Class<T> type, Function<String, Object> answers) {
    return proxy(
        type,
        (self, method, args) -> {
          calls.add(method.getName() + (args == null ? "" : " " + List.of(args)));
          Object answer = answers.apply(method.getName());
          if (answer instanceof RuntimeException failure) {
            throw failure;
          }
          if (answer != null) {
            return answer;
          }
          Class<?> returned = method.getReturnType();
          return returned == List.class
              ? List.of()
              : returned == Optional.class ? Optional.empty() : null;
        });
  }

  @Override
  public Plan plan(PlanRequest request) {
    planned = request;
    return plan;
  }

  @Override
  public Execution execute(ExecuteRequest request) {
    executed = request;
    return new Execution() {
      @Override
      public SessionId sessionId() {
        return summary.sessionId();
      }

      @Override
      public CompletionStage<ExecutionSummary> result() {
        return CompletableFuture.completedFuture(summary);
      }

      @Override
      public ExecutionSummary await() {
        return summary;
      }

      @Override
      public void cancel() {
        cancelled = true;
      }
    };
  }

  @Override
  public StatusReport update() {
    return status;
  }

  @Override
  public ArchiveReport archive(MilestoneId milestone) {
    return archive;
  }

  @Override
  public Export export(ExportRequest request) {
    return new Export(request.format(), List.of(), List.of());
  }

  @Override
  public Events events() {
    return new Events() {
      @Override
      public long lastSequence() {
        // A run's events come after it was started.
        return executed == null && summary != null ? 0 : events.size();
      }

      @Override
      public List<MilestoneEvent> query(EventQuery query) {
        return events.stream().filter(query::selects).toList();
      }

      @Override
      public EventCursor cursor(long fromSequence) {
        return new FakeCursor(fromSequence);
      }

      @Override
      public Subscription listen(EventListener listener) {
        return () -> {};
      }
    };
  }

  private final class FakeCursor implements EventCursor {
    private long position;

    FakeCursor(long position) {
      this.position = position;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public List<MilestoneEvent> next(int max, Duration timeout) {
      int from = (int) Math.min(events.size(), position - 1);
      int to = Math.min(events.size(), from + max);
      List<MilestoneEvent> next = List.copyOf(events.subList(from, to));
      position += next.size();
      return next;
    }

    @Override
    public void close() {}
  }

  @Override
  public Tasks tasks() {
    return noun(Tasks.class, tasks);
  }

  @Override
  public Milestones milestones() {
    return noun(Milestones.class, milestones);
  }

  @Override
  public Sessions sessions() {
    return noun(Sessions.class, call -> null);
  }

  @Override
  public Contexts contexts() {
    return noun(Contexts.class, call -> null);
  }

  @Override
  public Decisions decisions() {
    return noun(Decisions.class, decisions);
  }

  @Override
  public Agents agents() {
    return noun(Agents.class, call -> null);
  }

  @Override
  public List<Setting> configuration() {
    return List.of(
        new Setting("execution.performance.batch_size", "10", "default", "", 0, "how many"));
  }

  @Override
  public List<ProviderView> providers() {
    return List.of();
  }

  @Override
  public DoctorReport doctor(boolean repair) {
    return doctor;
  }

  @Override
  public void close() {
    calls.add("close");
  }
}

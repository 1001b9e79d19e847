package dev.milestone.examples;

import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.Subscription;
import dev.milestone.event.EventCursor;
import dev.milestone.event.EventListener;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Two ways to follow a journal. A listener is told of events while the program runs, from now on,
 * and may miss some when it is slow: good for a display. A cursor reads from a place that the
 * consumer keeps, and misses nothing, also over restarts: good for whatever has to be complete,
 * such as an invoice.
 */
public final class ListenersAndCursors {

  private static final String PLAN =
      """
      project: bills
      milestones:
        - id: work
          tasks:
            - {id: one, title: One}
            - {id: two, title: Two}
            - {id: three, title: Three, depends_on: [one, two]}
      """;

  private ListenersAndCursors() {}

  /** Runs a plan in the folder given, shows it, and bills it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args.length > 0 ? args[0] : "");
    AgentDefinition worker = AgentDefinition.builder(AgentId.of("worker")).slots(2).build();
    try (MilestoneEngine engine =
        MilestoneEngine.builder()
            .project(folder)
            .agent(worker, (task, control) -> AgentResult.succeeded())
            .build()) {
      engine.plan(PlanRequest.fromText("plan.yaml", PLAN));
      Subscription display = engine.events().listen(new Display());
      engine.execute(List.of()).await();
      display.close();
      System.out.println(bill(engine, folder.resolve("bill.txt")) + " tasks billed");
    }
  }

  /** Best effort, on a thread of the engine: it must not wait for anything. */
  private static final class Display implements EventListener {
    @Override
    public void onEvent(MilestoneEvent event) {
      System.out.println(event.type() + " " + event.taskId().orElse(""));
    }

    @Override
    public void missed(long count) {
      System.out.println("(" + count + " events not shown)");
    }
  }

  /**
   * Bills each success once, however often this is called and wherever it is cut off: the bill
   * itself says how far it has come, so the two cannot differ.
   */
  static int bill(MilestoneEngine engine, Path bill) throws IOException, InterruptedException {
    List<String> lines =
        Files.exists(bill) ? Files.readAllLines(bill, StandardCharsets.UTF_8) : List.of("next 1");
    long position = Long.parseLong(lines.get(0).substring("next ".length()));
    StringBuilder billed = new StringBuilder();
    lines.stream().skip(1).forEach(line -> billed.append(line).append('\n'));
    int added = 0;
    try (EventCursor cursor = engine.events().cursor(position)) {
      List<MilestoneEvent> events = cursor.next(EventCursor.MAX_BATCH, Duration.ZERO);
      while (!events.isEmpty()) {
        for (MilestoneEvent event : events) {
          if (event.type().equals(EventTypes.TASK_SUCCEEDED)) {
            billed.append(event.sequence()).append(' ').append(event.taskId().orElse("?"));
            billed.append('\n');
            added++;
          }
        }
        events = cursor.next(EventCursor.MAX_BATCH, Duration.ZERO);
      }
      position = cursor.position();
    }
    Path next = bill.resolveSibling(bill.getFileName() + ".new");
    Files.writeString(
        next,
        "next " + position + "\n" + billed,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(next, bill, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return added;
  }
}

package dev.milestone.benchmarks;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The same no-op tasks with DBOS Transact on PostgreSQL, in the ways it offers. */
final class DbosRuns implements AutoCloseable {

  /** Workflows that do nothing. */
  interface Work {
    /** One task. */
    String leaf(int number);

    /** Steps one after another in one workflow. */
    String chain(int steps);
  }

  static final class NoWork implements Work {
    private final DBOS dbos;

    NoWork(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "leaf")
    public String leaf(int number) {
      return "";
    }

    @Override
    @Workflow(name = "chain")
    public String chain(int steps) {
      for (int i = 0; i < steps; i++) {
        String done = dbos.runStep(() -> "", "step");
        if (!done.isEmpty()) {
          throw new IllegalStateException(done);
        }
      }
      return "";
    }
  }

  private final DBOS dbos;
  private final Work work;
  private final Queue queue;
  private final int workers;

  DbosRuns(LocalPostgres server, int workers) {
    this.workers = workers;
    dbos =
        new DBOS(
            DBOSConfig.defaults("bench")
                .withDatabaseUrl(server.url())
                .withDbUser("bench")
                .withDbPassword("bench")
                .withAppVersion("1")
                .withMigrate(true));
    work = dbos.registerProxy(Work.class, new NoWork(dbos));
    queue =
        new Queue("bench")
            .withWorkerConcurrency(workers)
            .withPollingInterval(Duration.ofMillis(100));
    dbos.registerQueue(queue);
    dbos.launch();
  }

  /** Steps a second of one workflow. */
  double chain(int steps) {
    long begin = System.nanoTime();
    String done = dbos.startWorkflow(() -> work.chain(steps)).getResult();
    return done.isEmpty() ? steps * 1e9 / (System.nanoTime() - begin) : 0;
  }

  /** Tasks a second through the queue, enqueueing included. */
  double queue(int tasks) throws Exception {
    return many(
        tasks, n -> dbos.startWorkflow(() -> work.leaf(n), new StartWorkflowOptions(queue)), false);
  }

  /** Tasks a second of callers that start a workflow and wait for it. */
  double direct(int tasks) throws Exception {
    return many(tasks, n -> dbos.startWorkflow(() -> work.leaf(n)), true);
  }

  private interface Start {
    WorkflowHandle<String, RuntimeException> start(int number);
  }

  private double many(int tasks, Start start, boolean await) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService callers = Executors.newFixedThreadPool(workers);
    try {
      long begin = System.nanoTime();
      List<Future<List<WorkflowHandle<String, RuntimeException>>>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(
            callers.submit(
                () -> {
                  List<WorkflowHandle<String, RuntimeException>> started = new ArrayList<>();
                  for (int n = next.getAndIncrement(); n < tasks; n = next.getAndIncrement()) {
                    WorkflowHandle<String, RuntimeException> handle = start.start(n);
                    if (await) {
                      handle.getResult();
                    } else {
                      started.add(handle);
                    }
                  }
                  return started;
                }));
      }
      for (Future<List<WorkflowHandle<String, RuntimeException>>> caller : all) {
        for (WorkflowHandle<String, RuntimeException> handle : caller.get()) {
          handle.getResult();
        }
      }
      return tasks * 1e9 / (System.nanoTime() - begin);
    } finally {
      callers.shutdownNow();
    }
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}

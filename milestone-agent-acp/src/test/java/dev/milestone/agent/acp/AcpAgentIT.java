package dev.milestone.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.MilestoneException;
import dev.milestone.TimeSource;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AgentQuestion;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.ProcessLimits;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.testkit.agent.RecordingAttemptControl;
import dev.milestone.testkit.agent.SampleAssignments;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations with a process that speaks the protocol, well or badly. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AcpAgentIT {

  private static final ProcessLimits LIMITS =
      new ProcessLimits(64 * 1024, 8 * 1024, Duration.ofMillis(500));

  @TempDir Path folder;
  private final Recorder control = new Recorder();

  @Test
  void the_last_message_is_the_summary_even_when_it_comes_after_the_answer() {
    AgentResult result =
        work(
            Stub.agent(
                "say 'I look'; update '{\"sessionUpdate\":\"tool_call\",\"title\":\"read\"}';"
                    + " stop end_turn; (sleep 0.1; say 'all '; say 'done') &"));
    assertThat(result.success()).isTrue();
    assertThat(result.summary()).isEqualTo("all done");
    assertThat(result.details()).containsEntry("agent_version", "stub 1.2");
    assertThat(control.activities.peek()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "max_tokens,limit of tokens",
    "max_turn_requests,limit of model calls",
    "refusal,refused",
    "cancelled,cancelled",
    "sideways,unknown here"
  })
  void other_ends_of_a_turn_are_failures(String reason, String words) {
    AgentResult result = work(Stub.agent("say 'so far'; stop " + reason));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains(words);
    assertThat(result.unavailable()).isEmpty();
  }

  @Test
  void tokens_and_money_are_counted_once_over_a_resumed_session() {
    String usage =
        "update"
            + " '{\"sessionUpdate\":\"usage_update\",\"used\":9,\"size\":10,\"cost\":{\"amount\":0.75,\"currency\":\"EUR\"}}';"
            + " reply"
            + " '{\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":80,\"outputTokens\":5,\"totalTokens\":105}}'";
    AgentSession before = new AgentSession("old-1", new Cost(0, 0, new BigDecimal("0.5"), "EUR"));
    AgentResult result = work(Stub.agent(usage), resuming(before));
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(result.cost()).isEqualTo(new Cost(100, 5, new BigDecimal("0.25"), "EUR"));
    AgentActivity last = last(control.activities);
    assertThat(last.session().orElseThrow().id()).isEqualTo("old-1");
    assertThat(last.session().orElseThrow().total().money()).isEqualByComparingTo("0.75");
    assertThat(last.spent()).isEqualTo(result.cost());
  }

  @Test
  void an_agent_that_cannot_load_its_session_begins_a_new_one_and_counts_anew() {
    String usage =
        "update"
            + " '{\"sessionUpdate\":\"usage_update\",\"cost\":{\"amount\":0.75,\"currency\":\"EUR\"}}';"
            + " stop end_turn";
    AgentSession before = new AgentSession("old-1", new Cost(0, 0, new BigDecimal("0.5"), "EUR"));
    AgentResult result = work(Stub.agent(usage, "open", "", "fault -32002 gone"), resuming(before));
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(result.cost().money()).isEqualByComparingTo("0.75");
    assertThat(last(control.activities).session().orElseThrow().id()).startsWith("sess-");
  }

  @ParameterizedTest
  @CsvSource({
    "edit,INSIDE/a.txt,yes",
    "read,INSIDE/a.txt,yes",
    "edit,INSIDE/link/a.txt,no",
    "edit,INSIDE/../outside/a,no",
    "edit,/etc/passwd,no",
    "read,/etc/passwd,no",
    "edit,INSIDE/.git/config,no",
    "execute,INSIDE/a.txt,no",
    "delete,INSIDE/a.txt,no",
    "fetch,INSIDE/a.txt,no",
    "other,INSIDE/a.txt,no"
  })
  void only_reading_and_editing_in_the_workspace_is_allowed(String kind, String path, String want)
      throws IOException {
    Files.createDirectories(folder.resolve("outside"));
    Files.createSymbolicLink(workspace().resolve("link"), folder.resolve("outside"));
    String place = path.replace("INSIDE", workspace().toString());
    AgentResult result = work(Stub.agent("may " + kind + " '" + place + "'; " + SAY_CHOICE));
    assertThat(result.summary()).isEqualTo(want);
    assertThat(control.recorded.notes()).hasSize(want.equals("no") ? 1 : 0);
  }

  private static final String SAY_CHOICE =
      "case $answer in *optionId*yes*) say yes;; *optionId*no*) say no;; *) say \"$id\";; esac;"
          + " stop end_turn";

  @Test
  void an_agent_that_may_nothing_is_refused_everything() throws IOException {
    Map<String, String> deny = Map.of("permissions", "deny");
    AgentResult asked = work(Stub.with(deny, "may read " + workspace() + "/a; " + SAY_CHOICE));
    assertThat(asked.summary()).isEqualTo("no");
    work(Stub.with(deny, "ask fs/write_text_file " + file("a", "x") + "; stop end_turn"));
    assertThat(workspace().resolve("a")).doesNotExist();
  }

  @Test
  void a_person_is_asked_about_what_the_policy_does_not_allow() {
    control.answer = CompletableFuture.completedFuture("allow");
    AgentDefinition asking =
        Stub.with(Map.of("permissions", "ask"), "may execute make; " + SAY_CHOICE);
    assertThat(work(asking).summary()).isEqualTo("yes");
    assertThat(control.questions.peek().text()).contains("execute make").contains("stub");
    control.answer = CompletableFuture.completedFuture("deny");
    assertThat(work(asking).summary()).isEqualTo("no");
    control.answer = CompletableFuture.failedFuture(new IllegalStateException("nobody there"));
    assertThat(work(asking).summary()).isEqualTo("no");
  }

  @Test
  void a_question_that_nobody_answers_does_not_outlive_the_attempt() throws Exception {
    control.answer = new CompletableFuture<>();
    AgentDefinition asking =
        Stub.with(Map.of("permissions", "ask"), "may execute make; " + SAY_CHOICE);
    CompletableFuture<AgentResult> running = CompletableFuture.supplyAsync(() -> work(asking));
    while (control.questions.isEmpty()) {
      Thread.onSpinWait();
    }
    control.recorded.cancel();
    assertThat(running.get(30, TimeUnit.SECONDS).success()).isFalse();
  }

  @Test
  void files_of_the_workspace_are_served_and_no_others() throws IOException {
    Files.writeString(folder.resolve("secret"), "s3cret");
    Files.writeString(workspace().resolve("in.txt"), "one\ntwo\nthree\n");
    AgentResult result =
        work(
            Stub.agent(
                "ask fs/write_text_file "
                    + file("new/out.txt", "hello")
                    + "; ask fs/read_text_file '{\"path\":\""
                    + workspace()
                    + "/in.txt\",\"line\":2,\"limit\":1}'; case $answer in *'\"two\\n\"'*)"
                    + " s=read;; esac; ask fs/read_text_file '{\"path\":\""
                    + folder
                    + "/secret\"}'; case $answer in *s3cret*) s=$s-leak;; *error*) s=$s-refused;;"
                    + " esac; ask fs/write_text_file '{\"path\":\""
                    + folder
                    + "/evil\",\"content\":\"x\"}'; ask fs/read_text_file"
                    + " '{\"path\":\"none\"}'; case $answer in *'Resource not found'*)"
                    + " s=$s-none;; esac; ask terminal/create '{}'; case $answer in *-32601*)"
                    + " s=$s-noterm;; esac; say $s; stop end_turn"));
    assertThat(result.summary()).isEqualTo("read-refused-none-noterm");
    assertThat(workspace().resolve("new/out.txt")).hasContent("hello");
    assertThat(folder.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "429,RATE_LIMIT",
    "401,NOT_AUTHENTICATED",
    "-32000,NOT_AUTHENTICATED",
    "503,MODEL_UNAVAILABLE",
    "402,NO_CREDIT"
  })
  void errors_of_the_service_are_no_failures_of_the_task(int code, String reason) {
    AgentResult result = work(Stub.agent("fault " + code + " 'not now'"));
    assertThat(result.summary()).contains("not now");
    assertThat(result.unavailable().map(Unavailability::reason))
        .contains(Unavailability.Reason.valueOf(reason));
  }

  @Test
  void any_other_error_is_a_failure_of_the_attempt() {
    AgentResult result = work(Stub.agent("fault -32603 'it broke'"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("it broke");
    assertThat(result.unavailable()).isEmpty();
  }

  @Test
  void a_process_that_dies_while_it_is_prompted_says_why() {
    AgentResult result = work(Stub.agent("echo 'out of luck' >&2; exit 3"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary())
        .contains("session/prompt")
        .contains("exit code 3")
        .contains("out of luck");
  }

  @Test
  void one_that_never_answers_is_given_up() {
    AgentResult result =
        work(Stub.with(Map.of("start-timeout", "1s"), "stop end_turn", "sleep 100"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("did not answer session/new");
    AgentResult timedOut = work(Stub.with(Map.of("timeout", "1s"), "sleep 100"));
    assertThat(timedOut.summary()).contains("timeout");
  }

  @Test
  void lines_that_are_no_messages_do_no_harm() {
    String junk =
        "echo not json; echo '{}'; echo '[1'; echo"
            + " '{\"jsonrpc\":\"2.0\",\"id\":\"x-1\",\"result\":3}'; printf '\\377\\376\\n"
            + "'; echo '{\"method\":\"session/update\",\"params\":7}'; update"
            + " '{\"sessionUpdate\":\"of the future\"}'; update 5; echo"
            + " '{\"jsonrpc\":\"2.0\",\"method\":\"_x/y\",\"params\":{}}';";
    AgentResult result = work(Stub.agent(junk + "say fine; stop end_turn"));
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(result.summary()).isEqualTo("fine");
    assertThat((Long) result.details().get("malformed_messages")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void nesting_without_end_does_no_harm() {
    AgentResult result =
        work(Stub.agent("head -c 200000 /dev/zero | tr '\\0' '['; echo; say fine; stop end_turn"));
    assertThat(result.summary()).isEqualTo("fine");
  }

  @Test
  void a_message_without_end_ends_the_conversation() {
    AgentResult result = work(Stub.agent("head -c 20000000 /dev/zero | tr '\\0' x; sleep 100"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("more than " + ProcessTransport.MAX_LINE);
  }

  @Test
  void a_flood_of_updates_is_read_and_not_kept() {
    AgentResult result =
        work(
            Stub.agent(
                "i=0; while [ $i -lt 20000 ]; do say \"$i............................ \";"
                    + " i=$((i+1)); done; stop end_turn"));
    assertThat(result.success()).isTrue();
    assertThat(result.summary()).hasSizeLessThanOrEqualTo(Updates.MAX_MESSAGE).contains("19999.");
    assertThat(control.recorded.output().length()).isLessThan(80_000);
  }

  @Test
  void an_agent_that_does_not_read_its_answers_is_ended() throws IOException {
    Files.writeString(workspace().resolve("big"), "x".repeat(3_000_000));
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"fs/read_text_file\",\"params\":{\"path\":\"big\"}}";
    AgentResult result =
        work(
            Stub.agent(
                "i=0; while [ $i -lt 60 ]; do echo '"
                    + request
                    + "'; i=$((i+1)); done; sleep 100"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("does not read");
  }

  @Test
  void attempts_at_the_same_time_do_not_mix() {
    List<CompletableFuture<AgentResult>> running = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Assignment assignment = SampleAssignments.of(workspace(), "acp-mix-" + i);
      running.add(
          CompletableFuture.supplyAsync(
              () ->
                  work(
                      Stub.agent("say \"$MILESTONE_EFFECT_ID\"; sleep 0.2; stop end_turn"),
                      assignment)));
    }
    for (int i = 0; i < running.size(); i++) {
      assertThat(running.get(i).join().summary()).isEqualTo("acp-mix-" + i);
    }
  }

  @Test
  void declarations_that_cannot_be_used_are_refused() {
    for (Map<String, String> settings :
        List.of(
            Map.of("permissions", "all"),
            Map.of("files", "maybe"),
            Map.of("agent", "nobody"),
            Map.of("start-timeout", "-1s"),
            Map.of("premissions", "deny"))) {
      assertThatThrownBy(() -> new AcpAgentProvider().create(request(Stub.with(settings))))
          .as(settings.toString())
          .isInstanceOf(MilestoneException.class);
    }
  }

  @Test
  void known_agents_need_no_command() {
    AgentDefinition gemini =
        Stub.agent().toBuilder().command(List.of()).settings(Map.of("agent", "gemini")).build();
    assertThat(AcpSettings.of(gemini).command()).containsExactly("gemini", "--acp");
    assertThat(AcpSettings.of(gemini).files()).isFalse();
    assertThat(KnownAgent.ALL)
        .extracting(KnownAgent::name)
        .containsExactly("gemini", "copilot", "opencode");
    assertThat(new AcpAgentProvider().offers(folder, false)).hasSize(3);
  }

  private Path workspace() {
    try {
      return Files.createDirectories(folder.resolve("workspace"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String file(String name, String text) {
    return "'{\"path\":\"" + workspace() + "/" + name + "\",\"content\":\"" + text + "\"}'";
  }

  private Assignment resuming(AgentSession session) {
    Assignment fresh = SampleAssignments.of(workspace(), "acp-resume");
    return new Assignment(
        fresh.attempt(),
        fresh.fencingToken(),
        fresh.effectId(),
        fresh.task(),
        fresh.milestone(),
        fresh.session(),
        fresh.workspace(),
        fresh.project(),
        fresh.prompt(),
        fresh.context(),
        fresh.previousFailures(),
        Optional.of(session),
        fresh.remaining());
  }

  private AgentResult work(AgentDefinition definition) {
    return work(definition, SampleAssignments.of(workspace(), "acp-it"));
  }

  private AgentResult work(AgentDefinition definition, Assignment assignment) {
    return ((AcpAgent) new AcpAgentProvider().create(request(definition)))
        .work(assignment, control);
  }

  private AgentRequest request(AgentDefinition definition) {
    return new AgentRequest(definition, workspace(), LIMITS, STANDING_STILL);
  }

  private static <T> T last(Iterable<T> all) {
    T last = null;
    for (T one : all) {
      last = one;
    }
    return last;
  }

  /** Records what the agent tells of itself and asks, besides what the test kit records. */
  private static final class Recorder implements AttemptControl {
    private final RecordingAttemptControl recorded = new RecordingAttemptControl();
    private final ConcurrentLinkedQueue<AgentActivity> activities = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<AgentQuestion> questions = new ConcurrentLinkedQueue<>();
    private CompletionStage<String> answer = CompletableFuture.completedFuture("");

    @Override
    public void progress(double fraction, String note) {
      recorded.progress(fraction, note);
    }

    @Override
    public void note(String text) {
      recorded.note(text);
    }

    @Override
    public void heartbeat() {
      recorded.heartbeat();
    }

    @Override
    public boolean cancelled() {
      return recorded.cancelled();
    }

    @Override
    public void onCancel(Runnable action) {
      recorded.onCancel(action);
    }

    @Override
    public void processStarted(Map<String, Object> identity) {
      recorded.processStarted(identity);
    }

    @Override
    public void activity(AgentActivity activity) {
      activities.add(activity);
    }

    @Override
    public CompletionStage<String> ask(AgentQuestion question) {
      questions.add(question);
      return answer;
    }

    @Override
    public void output(String text, long totalBytes) {
      recorded.output(text, totalBytes);
    }
  }

  private static final TimeSource STANDING_STILL =
      new TimeSource() {
        @Override
        public Instant now() {
          return Instant.EPOCH;
        }

        @Override
        public long monotonicNanos() {
          return 0;
        }

        @Override
        public String epoch() {
          return "test";
        }
      };
}

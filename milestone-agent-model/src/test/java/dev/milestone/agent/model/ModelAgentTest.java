package dev.milestone.agent.model;

import static dev.milestone.agent.model.ScriptedModel.call;
import static dev.milestone.agent.model.ScriptedModel.done;
import static dev.milestone.agent.model.ScriptedModel.request;
import static dev.milestone.agent.model.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.milestone.MilestoneException;
import dev.milestone.TimeSource;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.Budget;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that work, and models that mean harm. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelAgentTest {

  private static final ProcessLimits LIMITS =
      new ProcessLimits(64 * 1024, 8 * 1024, Duration.ofMillis(300));

  @TempDir Path folder;
  private Path workspace;
  private final RecordingAttemptControl control = new RecordingAttemptControl();

  @BeforeEach
  void prepare() throws IOException {
    workspace = Files.createDirectories(folder.resolve("workspace"));
    Files.writeString(folder.resolve("secret"), "s3cret");
  }

  @Test
  void looks_changes_and_says_what_was_done() throws IOException {
    Files.writeString(workspace.resolve("a.txt"), "one\ntwo\nthree\n");
    ScriptedModel model =
        ScriptedModel.of(
            call("list", "{'path':'.'}"),
            call("read", "{'path':'a.txt','line':2,'limit':1}"),
            call("search", "{'text':'thr'}"),
            call("edit", "{'path':'a.txt','old':'two','new':'2'}"),
            call("write", "{'path':'b/c.txt','content':'new'}"),
            call("note", "{'text':'for people'}"),
            call("done", "{'summary':'two is 2'}"));
    AgentResult result = work(model);
    assertThat(result.success()).isTrue();
    assertThat(result.summary()).isEqualTo("two is 2");
    assertThat(workspace.resolve("a.txt")).hasContent("one\n2\nthree\n");
    assertThat(workspace.resolve("b/c.txt")).hasContent("new");
    assertThat(model.results().get(0)).contains("a.txt (14 bytes)");
    assertThat(model.results().get(1)).startsWith("two\n").doesNotContain("three");
    assertThat(model.results().get(2)).isEqualTo("a.txt:3: three\n");
    assertThat(control.notes()).containsExactly("for people");
    assertThat(result.cost().inputTokens()).isEqualTo(700);
    assertThat(result.cost().outputTokens()).isEqualTo(70);
    assertThat(control.output()).contains("call: edit").contains("task: Hash passwords");
    assertThat(result.details()).containsEntry("model", "scripted-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "/etc/passwd",
        "a/../../secret",
        "link/secret",
        "linked",
        ".git/config",
        "x/.GIT/hooks/y",
        ".milestones/config/x",
        "fifo"
      })
  void nothing_outside_the_work_is_read_or_written(String path) throws Exception {
    Files.createSymbolicLink(workspace.resolve("link"), folder);
    Files.createSymbolicLink(workspace.resolve("linked"), folder.resolve("secret"));
    Files.createDirectories(workspace.resolve(".git"));
    Files.writeString(workspace.resolve(".git/config"), "s3cret");
    new ProcessBuilder("mkfifo", workspace.resolve("fifo").toString()).start().waitFor();
    ScriptedModel model =
        ScriptedModel.of(
            call("read", "{'path':'" + path + "'}"),
            call("write", "{'path':'" + path + "','content':'evil'}"),
            call("edit", "{'path':'" + path + "','old':'s3cret','new':'evil'}"),
            call("search", "{'text':'s3cret','path':'" + path + "'}"),
            call("search", "{'text':'s3cret'}"),
            call("list", "{'path':'" + path + "'}"),
            done());
    work(model);
    assertThat(model.results()).hasSize(6);
    assertThat(model.results().subList(0, 3)).allMatch(text -> text.startsWith("error: "));
    assertThat(model.results().get(4)).isEqualTo("nothing found");
    assertThat(String.join("\n", model.results())).doesNotContain("s3cret");
    assertThat(folder.resolve("secret")).hasContent("s3cret");
    assertThat(workspace.resolve(".git/config")).hasContent("s3cret");
    assertThat(workspace.resolve(".milestones")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "nonsense",
        "{'path':['a']}",
        "{'path':{'path':'a'}}",
        "{'path':'a'} {'path':'b'}",
        "{'path':'a','path':'b'}",
        "{}",
        "{'path':null}",
        "{'path':'a','line':-1}",
        "{'path':'a','line':'1e9'}"
      })
  void arguments_that_cannot_be_used_are_said_to_be_so(String arguments) throws IOException {
    Files.writeString(workspace.resolve("a"), "x");
    ScriptedModel model = ScriptedModel.of(call("read", arguments), done());
    assertThat(work(model).success()).isTrue();
    assertThat(model.results().get(0)).startsWith("error: ");
  }

  @Test
  void tools_that_are_not_there_and_nameless_ones_are_said_to_be_so() {
    ScriptedModel model =
        ScriptedModel.of(call("shell", "{'command':'rm -rf /'}"), call("verify", "{}"), done());
    work(model);
    assertThat(model.results()).allMatch(text -> text.startsWith("error: there is no tool"));
  }

  @Test
  void a_million_calls_at_once_end_the_attempt_and_do_nothing() {
    ScriptedModel.Answer flood =
        () ->
            AiMessage.from(
                Collections.nCopies(
                    1_000_000, request("write", "{\"path\":\"x\",\"content\":\"y\"}")));
    AgentResult result = work(ScriptedModel.of(flood));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("1000000 tool calls at once");
    assertThat(workspace.resolve("x")).doesNotExist();
  }

  @Test
  void the_same_call_again_and_again_ends_the_attempt() {
    ScriptedModel model = ScriptedModel.of(call("list", "{}"));
    AgentResult result = work(model);
    assertThat(result.summary()).contains("again and again");
    assertThat(model.asked()).isEqualTo(ToolLoop.MAX_ALIKE + 1);
  }

  @Test
  void turns_are_bounded() {
    int[] number = {0};
    ScriptedModel.Answer busy =
        () -> AiMessage.from(request("read", "{\"path\":\"file-" + number[0]++ + "\"}"));
    AgentResult result = work(ScriptedModel.of(busy), Map.of("turns", "7"));
    assertThat(result.summary()).contains("asked 7 times");
    assertThat(number[0]).isEqualTo(7);
  }

  @Test
  void a_model_that_only_talks_is_reminded_and_then_given_up() {
    ScriptedModel reminded = ScriptedModel.of(say("I would begin with …"), done());
    assertThat(work(reminded).success()).isTrue();
    AgentResult result = work(ScriptedModel.of(say("Shall I?")));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("talks and does nothing").contains("Shall I?");
  }

  @Test
  void huge_writes_are_refused_one_by_one_and_together() throws IOException {
    String large = "x".repeat(3_000_000);
    ScriptedModel one =
        ScriptedModel.of(call("write", "{'path':'big','content':'" + large + large + "'}"), done());
    work(one);
    assertThat(one.results().get(0)).contains("more than");
    assertThat(workspace.resolve("big")).doesNotExist();
    int[] number = {0};
    ScriptedModel.Answer many =
        () ->
            AiMessage.from(
                request(
                    "write", "{\"path\":\"f" + number[0]++ + "\",\"content\":\"" + large + "\"}"));
    AgentResult result = work(ScriptedModel.of(many));
    assertThat(result.success()).isFalse();
    try (var files = Files.list(workspace)) {
      assertThat(files.count()).isLessThanOrEqualTo(WorkspaceTools.MAX_WRITTEN / 3_000_000);
    }
  }

  @Test
  void results_of_tools_are_cut_and_say_so() throws IOException {
    Files.writeString(workspace.resolve("long"), "y".repeat(1_000_000));
    for (int i = 0; i < 1_100; i++) {
      Files.writeString(workspace.resolve("file-" + i), "needle");
    }
    ScriptedModel model =
        ScriptedModel.of(
            call("read", "{'path':'long'}"),
            call("list", "{'path':'.'}"),
            call("search", "{'text':'needle'}"),
            done());
    work(model);
    assertThat(model.results())
        .allSatisfy(text -> assertThat(text).hasSizeLessThan(WorkspaceTools.MAX_RESULT + 100));
    assertThat(model.results().get(0)).contains("… cut");
    assertThat(model.results().get(1)).contains("and more");
    assertThat(model.results().get(2)).contains("perhaps more");
  }

  @Test
  void budgets_stop_the_next_call() {
    ScriptedModel model = ScriptedModel.of(call("list", "{'path':'.'}"));
    AgentResult result = work(model, Map.of("tokens", "220"));
    assertThat(result.summary()).contains("used 220 tokens of the 220");
    assertThat(model.asked()).isEqualTo(2);
    Budget money =
        new Budget(
            Optional.of(new BigDecimal("0.02")),
            "EUR",
            OptionalLong.empty(),
            Optional.empty(),
            OptionalInt.empty());
    Map<String, String> priced =
        Map.of("input-price", "100", "output-price", "50.5", "currency", "EUR");
    AgentResult costly = work(ScriptedModel.of(call("list", "{'path':'.'}")), priced, money);
    assertThat(costly.summary()).contains("cost 0.02101 EUR of the 0.02");
    assertThat(costly.cost().money()).isEqualByComparingTo("0.02101");
  }

  @Test
  void failures_of_the_service_are_told_from_those_of_the_task() {
    assertUnavailable(
        new RateLimitException("slow down, retry after 20 seconds"),
        Unavailability.Reason.RATE_LIMIT,
        Optional.of(Duration.ofSeconds(20)));
    assertUnavailable(
        new AuthenticationException("key"),
        Unavailability.Reason.NOT_AUTHENTICATED,
        Optional.empty());
    assertUnavailable(
        new InternalServerException("down"),
        Unavailability.Reason.MODEL_UNAVAILABLE,
        Optional.empty());
    assertUnavailable(
        new RuntimeException("wrapped", new HttpException(429, "no")),
        Unavailability.Reason.RATE_LIMIT,
        Optional.empty());
    AgentResult other = work(failing(new IllegalArgumentException("bad request")));
    assertThat(other.success()).isFalse();
    assertThat(other.summary()).contains("bad request");
    assertThat(other.unavailable()).isEmpty();
  }

  private void assertUnavailable(
      RuntimeException failure, Unavailability.Reason reason, Optional<Duration> after) {
    AgentResult result = work(failing(failure));
    assertThat(result.success()).isFalse();
    assertThat(result.unavailable()).contains(new Unavailability(reason, after));
  }

  private static ScriptedModel failing(RuntimeException failure) {
    return ScriptedModel.of(
        () -> {
          throw failure;
        });
  }

  @Test
  void a_model_that_cannot_be_interrupted_holds_nothing_up_and_does_nothing_later()
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ScriptedModel.Answer stubborn =
        () -> {
          asked.countDown();
          boolean waiting = true;
          while (waiting) {
            try {
              goOn.await();
              waiting = false;
            } catch (InterruptedException e) {
              // Stubborn.
            }
          }
          return AiMessage.from(request("write", "{\"path\":\"late\",\"content\":\"x\"}"));
        };
    ScriptedModel model = ScriptedModel.of(stubborn);
    CompletableFuture<AgentResult> running = CompletableFuture.supplyAsync(() -> work(model));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    Thread thread = modelThread();
    control.cancel();
    assertThat(running.get(30, TimeUnit.SECONDS).success()).isFalse();
    goOn.countDown();
    thread.join(10_000);
    assertThat(workspace.resolve("late")).doesNotExist();
  }

  private static Thread modelThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("milestone-model-"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_verification_runs_only_where_it_is_allowed_and_nothing_else_does() {
    ScriptedModel model = ScriptedModel.of(call("verify", "{'command':'touch evil'}"), done());
    Assignment assignment =
        SampleAssignments.of(
            workspace,
            "model-verify",
            task -> task.verify(List.of("sh", "-c", "echo sad; exit 3")));
    AgentResult result = work(model, Map.of("verify", "true"), assignment);
    assertThat(result.success()).isTrue();
    assertThat(model.results().get(0)).contains("exit code 3").contains("sad");
    assertThat(workspace.resolve("evil")).doesNotExist();
    ScriptedModel refused = ScriptedModel.of(call("verify", "{}"), done());
    work(refused, Map.of(), assignment);
    assertThat(refused.results().get(0)).contains("there is no tool");
  }

  @Test
  void the_log_of_a_long_conversation_is_bounded() {
    int[] number = {0};
    ScriptedModel.Answer busy =
        () ->
            AiMessage.from(
                request("read", "{\"path\":\"" + "z".repeat(2_000) + number[0]++ + "\"}"));
    work(ScriptedModel.of(busy));
    assertThat(control.outputBytes()).isGreaterThan(100_000);
    assertThat(control.output()).hasSizeLessThan(70_000).contains("characters left out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "turns=0",
        "turns=1e9",
        "turns=99999",
        "tokens=-1",
        "verify=yes",
        "input-price=1e999999999",
        "output-price=-1",
        "currency=dollars",
        "turns=",
        "input-price=1.2.3"
      })
  void declarations_that_cannot_be_used_are_refused(String setting) {
    int at = setting.indexOf('=');
    Map<String, String> settings = Map.of(setting.substring(0, at), setting.substring(at + 1));
    assertThatThrownBy(() -> work(ScriptedModel.of(done()), settings))
        .isInstanceOf(MilestoneException.class);
  }

  private AgentResult work(ChatModel model) {
    return work(model, Map.of());
  }

  private AgentResult work(ChatModel model, Map<String, String> settings) {
    return work(model, settings, SampleAssignments.of(workspace, "model-test"));
  }

  private AgentResult work(ChatModel model, Map<String, String> settings, Budget remaining) {
    Assignment a = SampleAssignments.of(workspace, "model-test");
    return work(
        model,
        settings,
        new Assignment(
            a.attempt(),
            a.fencingToken(),
            a.effectId(),
            a.task(),
            a.milestone(),
            a.session(),
            a.workspace(),
            a.project(),
            a.prompt(),
            a.context(),
            a.previousFailures(),
            a.resume(),
            remaining));
  }

  private AgentResult work(ChatModel model, Map<String, String> settings, Assignment assignment) {
    AgentDefinition definition =
        AgentDefinition.builder(AgentId.of("thinker")).provider("model").settings(settings).build();
    try {
      return new ModelAgentProvider(model)
          .create(new AgentRequest(definition, workspace, LIMITS, STANDING_STILL))
          .work(assignment, control);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
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

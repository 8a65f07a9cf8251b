package io.github.backendexecutor.signalr.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.CancelInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Failure;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamItem;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubMethodsTest {
  private final Hub hub =
      new Hub(
          HubMethods.standard()
              .with(
                  "Subscribe",
                  List.of(Parameter.text("jobId"), Parameter.whole("lastEventId").orNothing()),
                  call -> call.text(0) + "/" + call.argument(1))
              .with(
                  "Echo",
                  List.of(Parameter.of("any", Parameter.Kind.ANY).orNothing()),
                  call -> call.argument(0))
              .with("Refuse", List.of(), call -> refuse())
              .with("Fail", List.of(), call -> fail())
              .with("Odd", List.of(), call -> new Object()),
          HubTimeouts.DEFAULT,
          HubLimits.DEFAULT,
          new ManualClock());
  private final TestClient client = TestClient.connected(hub);

  @Test
  void every_client_can_ask_for_its_connection_id_in_any_case() {
    client.call("1", "GetConnectionId");
    client.call("2", "getconnectionid");
    assertThat(client.read())
        .containsExactly(Completion.value("1", client.id()), Completion.value("2", client.id()));
  }

  @Test
  void arguments_that_fit_reach_the_method() {
    client.call("1", "Subscribe", "j-1", 7L);
    client.call("2", "Subscribe", "j-1");
    client.call("3", "Subscribe", "j-1", null);
    client.call("4", "Subscribe", "j-1", 7.0);
    assertThat(client.read())
        .containsExactly(
            Completion.value("1", "j-1/7"),
            Completion.value("2", "j-1/null"),
            Completion.value("3", "j-1/null"),
            Completion.value("4", "j-1/7"));
  }

  @Test
  void arguments_that_do_not_fit_are_refused_with_the_reason() {
    client.call("1", "Subscribe");
    client.call("2", "Subscribe", "j-1", 7L, "more");
    client.call("3", "Subscribe", 7L);
    client.call("4", "Subscribe", (Object) null);
    client.call("5", "Subscribe", "j-1", 7.5);
    client.call("6", "Subscribe", "j-1", "7");
    String start =
        "An unexpected error occurred invoking 'Subscribe' on the server. HubException: ";
    assertThat(client.read())
        .containsExactly(
            Completion.failure("1", start + "It takes 2 argument(s) but was given 0."),
            Completion.failure("2", start + "It takes 2 argument(s) but was given 3."),
            Completion.failure("3", start + "The argument 'jobId' must be TEXT."),
            Completion.failure("4", start + "The argument 'jobId' must be TEXT."),
            Completion.failure("5", start + "The argument 'lastEventId' must be WHOLE."),
            Completion.failure("6", start + "The argument 'lastEventId' must be WHOLE."));
  }

  @Test
  void an_unknown_method_is_an_error_and_the_connection_goes_on() {
    client.call("1", "Nothing", "x");
    client.call("2", "GetConnectionId");
    assertThat(client.read())
        .containsExactly(
            Completion.failure("1", "Unknown hub method 'Nothing'"),
            Completion.value("2", client.id()));
  }

  @Test
  void the_reason_of_a_hub_exception_is_told_and_that_of_others_is_not() {
    client.call("1", "Refuse");
    client.call("2", "Fail");
    client.call("3", "Odd");
    assertThat(client.read())
        .containsExactly(
            Completion.failure(
                "1",
                "An unexpected error occurred invoking 'Refuse' on the server. HubException: not yours"),
            Completion.failure("2", "An unexpected error occurred invoking 'Fail' on the server."),
            Completion.failure("3", "The result of the method cannot be sent."));
  }

  @Test
  void a_call_without_an_id_gets_no_answer_whatever_happens() {
    for (String target : List.of("GetConnectionId", "Nothing", "Refuse", "Fail", "Odd")) {
      client.say(Invocation.of(target));
    }
    assertThat(client.read()).isEmpty();
  }

  @Test
  void streams_are_refused_cleanly_and_what_belongs_to_them_is_dropped() {
    client.say(new StreamInvocation("1", "Echo", List.of(), List.of()));
    client.say(new StreamInvocation("2", "Nothing", List.of(), List.of()));
    client.say(new Invocation("3", "Echo", List.of(), List.of("s1")));
    client.say(new StreamItem("s1", 1L));
    client.say(Completion.nothing("s1"));
    client.say(new CancelInvocation("1"));
    client.say(new HubMessage.Ack(1));
    client.say(new HubMessage.Sequence(1));
    client.call("4", "GetConnectionId");
    List<HubMessage> answers = client.read();
    assertThat(answers).hasSize(4);
    assertThat(answers.subList(0, 3))
        .allSatisfy(
            answer -> assertThat(((Completion) answer).ending()).isInstanceOf(Failure.class));
    assertThat(answers.get(3)).isEqualTo(Completion.value("4", client.id()));
  }

  @Test
  void every_plain_value_comes_back_in_both_protocols() {
    for (HubProtocol protocol : HubProtocol.all()) {
      TestClient other =
          TestClient.connected(hub, protocol, HubUser.ANONYMOUS, Transport.LONG_POLLING);
      List<Object> values = List.of("text", 5L, 2.5, true, List.of(1L), java.util.Map.of("a", 1L));
      values.forEach(value -> other.call("1", "Echo", value));
      assertThat(other.read())
          .isEqualTo(values.stream().map(v -> Completion.value("1", v)).toList());
    }
  }

  @Test
  void a_name_is_taken_once_and_optional_parameters_come_last() {
    HubMethods methods = HubMethods.standard();
    assertThatThrownBy(() -> methods.with("getConnectionID", List.of(), call -> null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            methods.with(
                "X", List.of(Parameter.text("a").orNothing(), Parameter.text("b")), call -> null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Object refuse() {
    throw new HubException("not yours");
  }

  private static Object fail() throws IOException {
    throw new IOException("secret");
  }
}

package io.github.backendexecutor.signalr.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final List<HubMessage> NEWS = List.of(Invocation.of("news"));
  private final Hub hub =
      new Hub(
          HubMethods.standard(),
          HubTimeouts.DEFAULT,
          new HubLimits(1000, 100_000, 1000, 3),
          new ManualClock());
  private final TestClient ann = named("ann", HubProtocol.JSON);
  private final TestClient annAgain = named("ann", HubProtocol.MESSAGE_PACK);
  private final TestClient bob = named("bob", HubProtocol.JSON);

  @Test
  void all_user_connection_and_group_reach_those_and_no_others() {
    assertThat(hub.clients().all().send("news")).isEqualTo(3);
    expect(true, true, true);
    assertThat(hub.clients().user("ann").send("news")).isEqualTo(2);
    expect(true, true, false);
    assertThat(hub.clients().connection(bob.id()).send("news")).isEqualTo(1);
    expect(false, false, true);
    assertThat(hub.groups().add(ann.id(), "g")).isTrue();
    assertThat(hub.groups().add(bob.id(), "g")).isTrue();
    assertThat(hub.clients().group("g").send("news")).isEqualTo(2);
    expect(true, false, true);
    assertThat(hub.clients().group("g").except(List.of(bob.id())).send("news")).isEqualTo(1);
    expect(true, false, false);
    assertThat(hub.clients().group("G").send("news")).isZero();
    assertThat(hub.clients().user("nobody").send("news")).isZero();
    assertThat(hub.clients().connection("nobody").send("news")).isZero();
    expect(false, false, false);
  }

  @Test
  void groups_can_be_joined_twice_left_twice_and_are_limited_in_number() {
    HubLifeTest.Recorder recorder = new HubLifeTest.Recorder();
    hub.listen(recorder);
    assertThat(hub.groups().add(ann.id(), "a")).isTrue();
    assertThat(hub.groups().add(ann.id(), "a")).isTrue();
    assertThat(hub.groups().remove(ann.id(), "a")).isTrue();
    assertThat(hub.groups().remove(ann.id(), "a")).isTrue();
    assertThat(hub.groups().add("nobody", "a")).isFalse();
    assertThat(hub.groups().remove("nobody", "a")).isFalse();
    assertThat(recorder.heard).containsExactly("joined a", "left a");
    assertThat(List.of("a", "b", "c", "d"))
        .map(g -> hub.groups().add(ann.id(), g))
        .containsExactly(true, true, true, false);
    assertThat(ann.wire.connection().groups()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void a_connection_that_has_gone_is_in_no_group_and_of_no_user() {
    hub.groups().add(bob.id(), "g");
    bob.wire.gone();
    assertThat(hub.clients().group("g").send("news")).isZero();
    assertThat(hub.clients().user("bob").send("news")).isZero();
    assertThat(hub.groups().add(bob.id(), "g")).isFalse();
    assertThat(bob.wire.connection().send("news")).isFalse();
    assertThat(bob.wire.connection().groups()).containsExactly("g");
  }

  @Test
  void a_message_without_the_clients_protocol_is_not_sent() {
    SerializedMessage jsonOnly =
        new SerializedMessage(Map.of("json", HubProtocol.JSON.write(Invocation.of("news"))));
    assertThat(hub.clients().all().send(jsonOnly)).isEqualTo(2);
    expect(true, false, true);
  }

  @Test
  void a_client_is_asked_and_answers_with_a_value_an_error_or_nothing() throws Exception {
    CompletableFuture<?> value = bob.wire.connection().invoke("ask", 1L);
    CompletableFuture<?> error = bob.wire.connection().invoke("ask");
    CompletableFuture<?> nothing = bob.wire.connection().invoke("ask");
    List<HubMessage> asked = bob.read();
    assertThat(asked.get(0)).isEqualTo(Invocation.of("ask", 1L).withId(id(asked.get(0))));
    bob.say(Completion.failure(id(asked.get(1)), "Client didn't provide a result."));
    bob.say(Completion.nothing(id(asked.get(2))));
    bob.say(Completion.value(id(asked.get(0)), "yes"));
    bob.say(Completion.value("unknown", "dropped"));
    assertThat(value.get()).isEqualTo("yes");
    assertThat(nothing.get()).isNull();
    assertThatThrownBy(error::get)
        .hasCauseInstanceOf(HubException.class)
        .hasMessageContaining("provide a result");
  }

  @Test
  void a_client_that_goes_before_it_answers_fails_the_question() {
    CompletableFuture<?> open = bob.wire.connection().invoke("ask");
    bob.wire.gone();
    await().until(open::isCompletedExceptionally);
    assertThatThrownBy(open::get).hasMessageContaining("Connection disconnected.");
    assertThat(bob.wire.connection().invoke("ask")).isCompletedExceptionally();
  }

  @Test
  void many_senders_and_clients_that_come_and_go_leave_nothing_behind() {
    List<CompletableFuture<Void>> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      busy.add(
          CompletableFuture.runAsync(() -> {
            for (int n = 0; n < 200; n++) {
              TestClient passing = named("guest", HubProtocol.JSON);
              hub.groups().add(passing.id(), "g");
              hub.clients().group("g").send("news");
              passing.wire.gone();
            }
          }));
    }
    CompletableFuture.allOf(busy.toArray(CompletableFuture[]::new)).join();
    assertThat(hub.size()).isEqualTo(3);
    assertThat(hub.clients().group("g").send("news")).isZero();
    assertThat(hub.clients().user("guest").send("news")).isZero();
  }

  private void expect(boolean first, boolean second, boolean third) {
    assertThat(ann.read()).isEqualTo(first ? NEWS : List.of());
    assertThat(annAgain.read()).isEqualTo(second ? NEWS : List.of());
    assertThat(bob.read()).isEqualTo(third ? NEWS : List.of());
  }

  private TestClient named(String user, HubProtocol protocol) {
    return TestClient.connected(hub, protocol, HubUser.named(user), Transport.WEB_SOCKETS);
  }

  private static String id(HubMessage message) {
    return String.valueOf(((Invocation) message).invocationId());
  }
}

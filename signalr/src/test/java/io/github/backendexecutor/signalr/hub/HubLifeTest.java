package io.github.backendexecutor.signalr.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.Cases;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Close;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ping;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HubLifeTest {
  private static final HubMessage BROKEN = new Close("Connection closed with an error.", true);
  private static final String CANCELED = "{\"error\":\"Handshake was canceled.\"}\u001e";

  private final ManualClock clock = new ManualClock();
  private final HubLimits limits = new HubLimits(1000, 10_000, 50, 3);
  private final Hub hub =
      new Hub(
          HubMethods.standard().with("Slow", List.of(), call -> turnClock()),
          HubTimeouts.DEFAULT,
          limits,
          clock);

  @Test
  void a_client_that_shakes_hands_is_reachable_in_its_protocol() {
    for (HubProtocol protocol : HubProtocol.all()) {
      TestClient client =
          TestClient.connected(hub, protocol, HubUser.ANONYMOUS, Transport.WEB_SOCKETS);
      assertThat(hub.clients().connection(client.id()).send("hello", 1L, null)).isEqualTo(1);
      assertThat(client.read()).containsExactly(Invocation.of("hello", 1L, null));
      assertThat(client.wire.binary()).isEqualTo(protocol.binary());
    }
  }

  @Test
  void a_handshake_and_messages_come_in_any_pieces() {
    byte[] bytes =
        "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"invocationId\":\"1\",\"target\":\"GetConnectionId\",\"arguments\":[]}\u001e{\"type\":6}\u001e"
            .getBytes(StandardCharsets.UTF_8);
    for (int piece = 1; piece <= bytes.length; piece++) {
      Hub one = new Hub(HubMethods.standard(), HubTimeouts.DEFAULT, limits, clock);
      TestClient client = TestClient.strange(one);
      for (int at = 0; at < bytes.length; at += piece) {
        client.wire.receive(bytes, at, Math.min(piece, bytes.length - at));
      }
      assertThat(client.readText())
          .isEqualTo(
              "{}\u001e{\"type\":3,\"invocationId\":\"1\",\"result\":\""
                  + client.id()
                  + "\"}\u001e");
    }
  }

  @Test
  void listeners_hear_of_a_client_before_it_reads_the_answer_and_what_they_send_follows_it() {
    TestClient client = TestClient.strange(hub);
    hub.listen(
        new HubListener() {
          @Override
          public void opened(HubConnection connection) {
            assertThat(client.readText()).isEmpty();
            assertThat(hub.clients().all().send("early")).isEqualTo(1);
          }
        });
    client.bring("{\"protocol\":\"json\",\"version\":1}\u001e");
    assertThat(client.readText()).startsWith("{}\u001e{\"type\":1,\"target\":\"early\"");
  }

  @Test
  void a_listener_that_refuses_a_client_closes_it_for_good() {
    Recorder recorder = new Recorder();
    hub.listen(recorder);
    hub.listen(
        new HubListener() {
          @Override
          public void opened(HubConnection connection) {
            throw new IllegalStateException("no");
          }
        });
    TestClient client = TestClient.strange(hub);
    client.bring("{\"protocol\":\"json\",\"version\":1}\u001e");
    assertThat(client.readText())
        .isEqualTo("{}\u001e{\"type\":7,\"error\":\"Connection closed with an error.\"}\u001e");
    assertThat(client.ended()).isTrue();
    await()
        .until(
            () -> recorder.heard.equals(List.of("opened " + client.id(), "closed " + client.id())));
    assertThat(hub.size()).isZero();
  }

  @Test
  void a_client_that_does_not_shake_hands_in_time_is_told_and_ended() {
    TestClient client = TestClient.strange(hub);
    clock.seconds(14);
    assertThat(client.ended()).isFalse();
    clock.seconds(2);
    assertThat(client.readText()).isEqualTo(CANCELED);
    assertThat(client.ended()).isTrue();
  }

  @Test
  void a_handshake_that_is_refused_broken_or_too_long_ends_the_connection() {
    TestClient refused = TestClient.strange(hub);
    refused.bring("{\"protocol\":\"xml\",\"version\":1}\u001e");
    assertThat(refused.readText()).contains("The protocol 'xml' is not supported.");
    assertThat(refused.ended()).isTrue();
    assertThat(refused.wire.binary()).isFalse();

    TestClient broken = TestClient.strange(hub);
    broken.bring("hello\u001e");
    assertThat(broken.readText()).isEqualTo(CANCELED);

    TestClient tooLong = TestClient.strange(hub);
    tooLong.bring("x".repeat(1001));
    assertThat(tooLong.readText()).isEqualTo(CANCELED);

    TestClient binaryOverText =
        new TestClient(
            hub, HubProtocol.MESSAGE_PACK, HubUser.ANONYMOUS, Transport.SERVER_SENT_EVENTS);
    binaryOverText.bring("{\"protocol\":\"messagepack\",\"version\":1}\u001e");
    assertThat(binaryOverText.readText()).contains("does not support 'Binary' transfer format");
    assertThat(hub.size()).isZero();
  }

  @Test
  void a_quiet_client_is_pinged_and_one_that_was_just_written_to_is_not() {
    TestClient client = TestClient.connected(hub);
    clock.seconds(14);
    assertThat(client.read()).isEmpty();
    clock.seconds(1);
    assertThat(client.read()).containsExactly(new Ping());
    clock.seconds(10);
    client.wire.connection().send("news");
    assertThat(client.read()).hasSize(1);
    clock.seconds(10);
    assertThat(client.read()).isEmpty();
    clock.seconds(6);
    assertThat(client.read()).containsExactly(new Ping());
  }

  @Test
  void pings_do_not_pile_up_for_a_client_that_does_not_read() {
    TestClient client = TestClient.connected(hub);
    clock.seconds(200);
    assertThat(client.read()).containsExactly(new Ping());
  }

  @Test
  void long_polling_is_neither_pinged_nor_timed() {
    TestClient client =
        TestClient.connected(hub, HubProtocol.JSON, HubUser.ANONYMOUS, Transport.LONG_POLLING);
    client.say(new Ping());
    clock.seconds(100);
    assertThat(client.read()).isEmpty();
    assertThat(client.ended()).isFalse();
  }

  @Test
  void a_client_that_pinged_once_and_then_falls_silent_is_closed() {
    TestClient silentFromTheStart = TestClient.connected(hub);
    TestClient client = TestClient.connected(hub);
    client.say(new Ping());
    clock.seconds(29);
    assertThat(client.read()).doesNotContain(BROKEN);
    client.call("1", "GetConnectionId");
    clock.seconds(29);
    assertThat(client.read()).doesNotContain(BROKEN);
    clock.seconds(2);
    assertThat(client.read()).contains(BROKEN);
    assertThat(client.ended()).isTrue();
    assertThat(silentFromTheStart.ended()).isFalse();
  }

  @Test
  void a_slow_method_does_not_time_its_own_client_out() {
    TestClient client = TestClient.connected(hub);
    client.say(new Ping());
    client.call("1", "Slow"); // turns the clock by a minute inside
    assertThat(client.read()).contains(Completion.value("1", "done"));
    clock.seconds(20);
    assertThat(client.ended()).isFalse();
  }

  @Test
  void a_message_over_the_limit_or_broken_ends_the_connection_and_it_may_come_back() {
    TestClient large = TestClient.connected(hub);
    large.bring("{\"type\":1," + " ".repeat(1000));
    assertThat(large.read()).containsExactly(BROKEN);
    assertThat(large.ended()).isTrue();
    TestClient binary =
        TestClient.connected(
            hub, HubProtocol.MESSAGE_PACK, HubUser.ANONYMOUS, Transport.WEB_SOCKETS);
    binary.bring(new byte[] {(byte) 0xff, (byte) 0xff, 0x7f});
    assertThat(binary.read()).containsExactly(BROKEN);
    TestClient broken = TestClient.connected(hub);
    broken.bring("{\"type\":\"x\"}\u001e{\"type\":6}\u001e");
    assertThat(broken.read()).containsExactly(BROKEN);
  }

  @Test
  void a_client_that_says_close_is_let_go_without_an_error() {
    Recorder recorder = new Recorder();
    hub.listen(recorder);
    TestClient client = TestClient.connected(hub);
    client.say(new Close(null, false));
    assertThat(client.read()).containsExactly(new Close(null, false));
    assertThat(client.ended()).isTrue();
    assertThat(hub.size()).isZero();
    await().until(() -> recorder.heard.contains("closed " + client.id()));
    client.wire.gone();
    assertThat(recorder.heard).hasSize(2);
  }

  @Test
  void a_client_that_does_not_read_is_cut_off_and_delays_nobody() {
    TestClient slow = TestClient.connected(hub);
    TestClient quick = TestClient.connected(hub);
    String text = "x".repeat(1000);
    int heard = 0;
    for (int i = 0; i < 100; i++) {
      hub.clients().all().send("news", text);
      heard += quick.read().size();
    }
    assertThat(heard).isEqualTo(100);
    assertThat(slow.ended()).isTrue();
    await().until(() -> slow.aborts.get() == 1);
    assertThat(quick.ended()).isFalse();
    assertThat(hub.size()).isEqualTo(1);
  }

  @Test
  void one_message_larger_than_the_outbox_goes_through_when_nothing_else_waits() {
    TestClient client = TestClient.connected(hub);
    assertThat(client.wire.connection().send("large", "x".repeat(50_000))).isTrue();
    assertThat(client.read()).hasSize(1);
  }

  @Test
  void a_write_that_takes_too_long_cuts_the_connection() throws Exception {
    TestClient client = TestClient.connected(hub);
    client.wire.connection().send("news");
    assertThat(client.wire.take(1000, () -> true)).isNotEmpty(); // and never written()
    clock.seconds(9);
    assertThat(client.wire.ended()).isFalse();
    clock.seconds(2);
    assertThat(client.wire.ended()).isTrue();
    await().until(() -> client.aborts.get() == 1);
  }

  @Test
  void last_words_that_nobody_fetches_do_not_keep_a_connection_for_ever() {
    TestClient client = TestClient.connected(hub);
    client.wire.connection().close(null, true);
    clock.seconds(20);
    assertThat(client.aborts.get()).isZero(); // not yet: it may still poll
    clock.seconds(10);
    await().until(() -> client.aborts.get() == 1);
  }

  @Test
  void a_connection_ends_with_the_token_of_its_user() {
    HubUser user = new HubUser("ann", clock.now().plusSeconds(60), null);
    TestClient client = TestClient.connected(hub, HubProtocol.JSON, user, Transport.WEB_SOCKETS);
    clock.seconds(59);
    assertThat(client.ended()).isFalse();
    clock.seconds(2);
    assertThat(client.read()).contains(new Close(null, true));
    assertThat(client.ended()).isTrue();
  }

  @Test
  void closing_the_hub_lets_everybody_come_back_and_waits_until_they_heard_it() {
    TestClient client = TestClient.connected(hub);
    TestClient unread = TestClient.connected(hub);
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(() -> hub.close(Duration.ofSeconds(5)));
    await().until(() -> client.wire.ended() && unread.wire.ended());
    assertThat(client.read()).containsExactly(new Close(null, true));
    client.wire.gone();
    assertThat(closing).isNotDone();
    await()
        .until(() -> {
          clock.seconds(6);
          return closing.isDone();
        });
    await().until(() -> unread.aborts.get() == 1);
    assertThat(hub.connect("late", HubUser.ANONYMOUS, Transport.WEB_SOCKETS, () -> {})).isNull();
  }

  @Test
  void hostile_bytes_end_their_own_connection_at_most() {
    TestClient bystander = TestClient.connected(hub);
    Cases.forAll(
        3000,
        random -> {
          HubProtocol protocol = HubProtocol.all().get(random.nextInt(2));
          TestClient client =
              random.nextInt(4) > 0
                  ? TestClient.connected(hub, protocol, HubUser.ANONYMOUS, Transport.WEB_SOCKETS)
                  : TestClient.strange(hub);
          for (int i = random.nextInt(5); i >= 0; i--) {
            client.bring(
                damaged(random, protocol.write(Invocation.of("GetConnectionId").withId("1"))));
          }
          client.wire.gone();
        });
    bystander.call("1", "GetConnectionId");
    assertThat(bystander.read()).containsExactly(Completion.value("1", bystander.id()));
    assertThat(hub.size()).isEqualTo(1);
  }

  private static byte[] damaged(Random random, byte[] valid) {
    byte[] bytes = random.nextBoolean() ? valid : Cases.bytes(random, 50);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void a_full_hub_takes_nobody_and_an_id_only_once() {
    assertThat(hub.connect("same", HubUser.ANONYMOUS, Transport.WEB_SOCKETS, () -> {})).isNotNull();
    assertThat(hub.connect("same", HubUser.ANONYMOUS, Transport.WEB_SOCKETS, () -> {})).isNull();
    for (int i = 1; i < 50; i++) {
      TestClient.strange(hub);
    }
    assertThat(hub.connect("one too many", HubUser.ANONYMOUS, Transport.WEB_SOCKETS, () -> {}))
        .isNull();
  }

  private String turnClock() {
    clock.seconds(60);
    return "done";
  }

  static final class Recorder implements HubListener {
    final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void opened(HubConnection connection) {
      heard.add("opened " + connection.id());
    }

    @Override
    public void joined(HubConnection connection, String group) {
      heard.add("joined " + group);
    }

    @Override
    public void left(HubConnection connection, String group) {
      heard.add("left " + group);
    }

    @Override
    public void closed(HubConnection connection) {
      heard.add("closed " + connection.id());
    }
  }
}

package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.testing.Cases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Limits that change, and roles that are paused, while slots are in use.
@Timeout(60)
class SlotsSteeringTest {
  private static final Role A = new Role("agent");
  private static final Role B = new Role("manager");

  @Test
  void over_a_lower_limit_nothing_starts_until_enough_has_ended() {
    Slots slots = new Slots(limits(9, 3, 9));
    List<Slot> running = new ArrayList<>();
    try (Hold hold = slots.take(A, Source.STREAM, 3)) {
      for (int i = 0; i < 3; i++) {
        running.add(hold.enter(1));
      }
    }
    slots.change(limits(9, 2, 9), Set.of());
    assertThat(running).allMatch(Slot::whole);
    var next = CompletableFuture.supplyAsync(() -> slots.take(A, Source.STREAM, 1));
    await().until(() -> slots.waiting() == 1);
    running.removeFirst().close();
    assertThat(slots.waiting()).isEqualTo(1);
    running.removeFirst().close();
    assertThat(next.join().size()).isEqualTo(1);
  }

  @Test
  void a_slot_that_was_taken_before_a_limit_was_lowered_runs_nothing() {
    Slots slots = new Slots(limits(9, 3, 9));
    try (Hold hold = slots.take(A, Source.STREAM, 3)) {
      slots.change(limits(2, 3, 9), Set.of());
      Slot tooMany = hold.enter(1);
      assertThat(tooMany.whole()).isFalse();
      tooMany.close();
      assertThat(hold.enter(1).whole()).isTrue();
    }
  }

  @Test
  void a_paused_role_takes_nothing_and_whoever_waits_in_it_lets_go() {
    Slots slots = new Slots(limits(9, 1, 1));
    Hold all = slots.take(A, Source.STREAM, 1);
    var next = CompletableFuture.supplyAsync(() -> slots.take(A, Source.STREAM, 1));
    await().until(() -> slots.waiting() == 1);
    slots.change(limits(9, 1, 1), Set.of(A));
    assertThat(next.join().size()).isZero();
    assertThat(all.enter(1).whole()).isFalse();
    assertThat(slots.take(A, Source.ROWS, 1).size()).isZero();
    try (Hold other = slots.take(B, Source.STREAM, 1)) {
      assertThat(other.enter(1).whole()).isTrue();
    }
  }

  @Test
  void a_wait_for_a_paused_role_ends_when_it_is_resumed_or_all_is_over() {
    Slots slots = new Slots(limits(9, 1, 1));
    slots.change(limits(9, 1, 1), Set.of(A, B));
    var a = CompletableFuture.runAsync(() -> slots.awaitOpen(A), Thread::startVirtualThread);
    var b = CompletableFuture.runAsync(() -> slots.awaitOpen(B), Thread::startVirtualThread);
    slots.change(limits(9, 1, 1), Set.of(B));
    a.join();
    assertThat(b).isNotDone();
    slots.shut();
    b.join();
  }

  @Test
  void a_paused_role_can_be_looked_at_within_its_limit() {
    Slots slots = new Slots(limits(9, 3, 9));
    slots.change(limits(9, 3, 9), Set.of(A));
    try (Hold hold = slots.takeToLook(A, 100)) {
      assertThat(hold.size()).isEqualTo(3);
      assertThat(hold.enter(1).whole()).isFalse();
    }
    assertThat(slots.taken(A)).isEqualTo(1);
  }

  @Test
  void a_higher_limit_serves_those_who_wait_in_the_order_of_their_coming() {
    Slots slots = new Slots(limits(1, 9, 9));
    Hold all = slots.take(A, Source.STREAM, 1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Hold>> waiting = new ArrayList<>();
    for (int number = 1; number <= 6; number++) {
      int mine = number;
      Role role = number % 2 == 0 ? A : B;
      waiting.add(
          CompletableFuture.supplyAsync(
              () -> {
                Hold hold = slots.take(role, Source.STREAM, 1);
                order.add(mine);
                return hold;
              },
              Thread::startVirtualThread));
      await().until(() -> slots.waiting() == mine);
    }
    for (int number = 1; number <= 6; number++) {
      slots.change(limits(1 + number, 9, 9), Set.of());
      waiting.get(number - 1).join();
    }
    assertThat(order).containsExactly(1, 2, 3, 4, 5, 6);
    all.close();
    waiting.forEach(one -> one.join().close());
    assertThat(slots.taken()).isZero();
  }

  /// One thread, so that the model beside it knows at every step what must be.
  @Test
  void whatever_changes_no_job_starts_over_a_limit_or_in_a_paused_role() {
    Cases.forAll(2_000, random -> new Walk(random).go());
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only to mix the order up
  @Test
  void nothing_leaks_and_nobody_is_forgotten_when_limits_change_under_load() {
    Cases.forAll(
        8,
        random -> {
          Slots slots = new Slots(limits(3, 2, 2));
          AtomicBoolean over = new AtomicBoolean();
          List<Thread> threads = new ArrayList<>();
          for (Role role : List.of(A, B, A, B)) {
            Source source = threads.size() < 2 ? Source.STREAM : Source.ROWS;
            long own = random.nextLong();
            threads.add(
                Thread.startVirtualThread(() -> use(slots, role, source, new Random(own), 300)));
          }
          long own = random.nextLong();
          Thread changer =
              Thread.startVirtualThread(() -> {
                Random mine = new Random(own);
                while (!over.get()) {
                  slots.change(
                      limits(1 + mine.nextInt(5), 1 + mine.nextInt(4), 1 + mine.nextInt(4)),
                      mine.nextInt(4) == 0 ? Set.of(mine.nextBoolean() ? A : B) : Set.of());
                  Thread.yield();
                }
                slots.change(limits(3, 2, 2), Set.of());
              });
          for (Thread thread : threads) {
            thread.join();
          }
          over.set(true);
          changer.join();
          assertThat(slots.waiting()).isZero();
          await().until(() -> slots.taken() + slots.taken(A) + slots.taken(B) == 0);
        });
  }

  @Test
  void what_operators_changed_replaces_what_is_configured() {
    Limits configured = Limits.of(5, Map.of(A, 3, B, 0), 512L << 20);
    Control control =
        new Control(0, Map.of(A, new RoleControl(true, 0), B, new RoleControl(false, 7)));
    Limits steered = configured.steered(control);
    int ceiling = Limits.ceiling(512L << 20);
    assertThat(steered).isEqualTo(new Limits(ceiling, Map.of(A, ceiling, B, 7), 128L << 20));
    assertThat(configured.steered(Control.NONE)).isEqualTo(configured);
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only to mix the order up
  private static void use(Slots slots, Role role, Source source, Random random, int times) {
    for (int i = 0; i < times; i++) {
      slots.awaitOpen(role);
      try (Hold hold = slots.take(role, source, 1 + random.nextInt(4))) {
        if (hold.size() > 0 && source == Source.STREAM && random.nextInt(3) == 0) {
          hold.keepOneOfRole();
          Thread.yield();
          hold.waitForTotal();
        }
        for (int use = random.nextInt(hold.size() + 1); use > 0; use--) {
          Slot slot = hold.enter(1);
          Thread.startVirtualThread(slot::close);
        }
      }
    }
  }

  private static Limits limits(int total, int a, int b) {
    return new Limits(total, Map.of(A, a, B, b), Long.MAX_VALUE);
  }

  /// A random walk through everything that one thread can do, with what must be true beside it.
  private static final class Walk {
    private final Random random;
    private final Slots slots;
    private final List<Hold> holds = new ArrayList<>();
    private final List<Role> roles = new ArrayList<>();
    private final Map<Role, List<Slot>> running =
        Map.of(A, new ArrayList<>(), B, new ArrayList<>());
    private final List<Slot> givenBack = new ArrayList<>();
    private Limits limits;
    private Set<Role> paused = new HashSet<>();

    Walk(Random random) {
      this.random = random;
      this.limits = draw();
      this.slots = new Slots(limits);
    }

    void go() {
      for (int step = 0; step < 40; step++) {
        switch (random.nextInt(6)) {
          case 0 -> change();
          case 1 -> take();
          case 2, 3 -> enter();
          case 4 -> end();
          default -> letGo();
        }
      }
      holds.forEach(Hold::close);
      running.values().forEach(all -> all.forEach(Slot::close));
      givenBack.forEach(Slot::close);
      assertThat(slots.taken() + slots.taken(A) + slots.taken(B)).isZero();
    }

    private Limits draw() {
      return limits(1 + random.nextInt(6), 1 + random.nextInt(4), 1 + random.nextInt(4));
    }

    private void change() {
      limits = draw();
      paused = new HashSet<>();
      List.of(A, B).stream().filter(_ -> random.nextInt(4) == 0).forEach(paused::add);
      slots.change(limits, paused);
    }

    /// A taker that would wait leaves at once, as in a paused role.
    private void take() {
      Role role = role();
      boolean room = slots.taken() < limits.total() && slots.taken(role) < max(role);
      if (room || paused.contains(role)) {
        Hold hold = slots.take(role, Source.STREAM, 1 + random.nextInt(3));
        assertThat(hold.size() > 0).isEqualTo(!paused.contains(role));
        holds.add(hold);
        roles.add(role);
        assertThat(hold.size() == 0 || slots.taken() <= limits.total()).isTrue();
      }
    }

    private void enter() {
      if (holds.isEmpty()) {
        return;
      }
      int which = random.nextInt(holds.size());
      Hold hold = holds.get(which);
      Role role = roles.get(which);
      if (hold.size() == 0) {
        return;
      }
      Slot slot = hold.enter(1);
      if (!slot.whole()) {
        givenBack.add(slot);
        return;
      }
      running.getOrDefault(role, List.of()).add(slot);
      assertThat(paused).doesNotContain(role);
      assertThat(count(role)).isLessThanOrEqualTo(max(role));
      assertThat(count(A) + count(B)).isLessThanOrEqualTo(limits.total());
    }

    private void end() {
      List<Slot> all = random.nextBoolean() ? givenBack : running.getOrDefault(role(), List.of());
      if (!all.isEmpty()) {
        all.removeLast().close();
      }
    }

    private void letGo() {
      if (!holds.isEmpty()) {
        roles.removeLast();
        holds.removeLast().close();
      }
    }

    private Role role() {
      return random.nextBoolean() ? A : B;
    }

    private int max(Role role) {
      return limits.roles().getOrDefault(role, 0);
    }

    private int count(Role role) {
      return running.getOrDefault(role, List.of()).size();
    }
  }
}

package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SlotsTest {
  private static final Role A = new Role("agent");
  private static final Role B = new Role("manager");

  @Test
  void a_hold_takes_what_is_free_of_role_and_total() {
    Slots slots = slots(4, 3, 9);
    try (Hold a = slots.take(A, Source.STREAM, 100)) {
      assertThat(a.size()).isEqualTo(3);
      try (Hold b = slots.take(B, Source.STREAM, 100)) {
        assertThat(b.size()).isEqualTo(1);
      }
      assertThat(slots.taken()).isEqualTo(3);
    }
    assertThat(slots.taken()).isZero();
    assertThat(slots.taken(A)).isZero();
  }

  @Test
  void a_slot_outlives_its_hold_and_is_returned_once() {
    Slots slots = slots(2, 2, 2);
    Slot slot;
    try (Hold hold = slots.take(A, Source.STREAM, 2)) {
      slot = hold.enter(10);
    }
    assertThat(slots.taken(A)).isEqualTo(1);
    slot.close();
    slot.close();
    assertThat(slots.taken(A)).isZero();
    assertThat(slots.taken()).isZero();
  }

  @Test
  void an_idle_role_takes_nothing_from_a_busy_one() {
    Slots slots = slots(1, 5, 5);
    try (Hold idle = slots.take(A, Source.STREAM, 5)) {
      idle.keepOneOfRole();
      try (Hold busy = slots.take(B, Source.STREAM, 5)) {
        assertThat(busy.size()).isEqualTo(1);
      }
      idle.waitForTotal();
      assertThat(idle.enter(0).whole()).isTrue();
    }
  }

  @Test
  void who_waits_longest_is_served_first() {
    Slots slots = slots(1, 1, 1);
    List<String> order = new ArrayList<>();
    Hold first = slots.take(A, Source.STREAM, 1);
    var b = CompletableFuture.runAsync(() -> use(slots, B, order), Thread::startVirtualThread);
    await().until(() -> slots.waiting() == 1);
    var a = CompletableFuture.runAsync(() -> use(slots, A, order), Thread::startVirtualThread);
    await().until(() -> slots.waiting() == 2);
    first.close();
    CompletableFuture.allOf(a, b).join();
    assertThat(order).containsExactly("manager", "agent");
  }

  @Test
  void due_rows_leave_a_fifth_to_new_work() {
    Slots slots = slots(100, 10, 100);
    try (Hold rows = slots.take(A, Source.ROWS, 100)) {
      assertThat(rows.size()).isEqualTo(8);
      try (Hold fresh = slots.take(A, Source.STREAM, 100)) {
        assertThat(fresh.size()).isEqualTo(2);
      }
    }
    try (Hold rows = slots(1, 1, 1).take(A, Source.ROWS, 100)) {
      assertThat(rows.size()).isEqualTo(1);
    }
  }

  @Test
  void the_largest_number_is_a_limit_like_any_other() {
    int most = Integer.MAX_VALUE;
    try (Hold rows = slots(most, most, most).take(A, Source.ROWS, 10)) {
      assertThat(rows.size()).isEqualTo(10);
    }
  }

  @Test
  void heavy_inputs_hold_up_further_work_until_they_end() {
    Slots slots = new Slots(new Limits(10, Map.of(A, 10), 1_000));
    Slot heavy;
    try (Hold hold = slots.take(A, Source.STREAM, 1)) {
      heavy = hold.enter(1_000);
    }
    var next = CompletableFuture.supplyAsync(() -> slots.take(A, Source.STREAM, 1));
    await().until(() -> slots.waiting() == 1);
    assertThat(next).isNotDone();
    heavy.close();
    assertThat(next.join().size()).isEqualTo(1);
  }

  @Test
  void shutting_ends_every_wait() {
    Slots slots = slots(1, 1, 1);
    Hold all = slots.take(A, Source.STREAM, 1);
    var role = CompletableFuture.supplyAsync(() -> slots.take(A, Source.STREAM, 1));
    await().until(() -> slots.waiting() == 1);
    slots.shut();
    assertThat(role.join().size()).isZero();
    assertThat(slots.take(B, Source.STREAM, 1).size()).isZero();
    all.close();
    assertThat(slots.taken()).isZero();
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only to mix the order up
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void limits_hold_and_nothing_leaks_under_random_use(long seed) throws Exception {
    Random random = new Random(seed);
    int total = 1 + random.nextInt(6);
    Map<Role, Integer> max = Map.of(A, 1 + random.nextInt(5), B, 1 + random.nextInt(5));
    Slots slots = new Slots(new Limits(total, max, Long.MAX_VALUE));
    Map<Role, AtomicInteger> running = new ConcurrentHashMap<>();
    AtomicInteger all = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger tooMany = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (Role role : List.of(A, B, A, B)) {
      long own = random.nextLong();
      Source source = threads.size() < 2 ? Source.STREAM : Source.ROWS;
      threads.add(
          Thread.startVirtualThread(() -> {
            Random mine = new Random(own);
            for (int i = 0; i < 300; i++) {
              try (Hold hold = slots.take(role, source, 1 + mine.nextInt(8))) {
                if (source == Source.STREAM && mine.nextInt(4) == 0) {
                  hold.keepOneOfRole();
                  Thread.yield();
                  hold.waitForTotal();
                }
                int use = mine.nextInt(hold.size() + 1);
                for (int u = 0; u < use; u++) {
                  Slot slot = hold.enter(1);
                  Thread.startVirtualThread(() -> {
                    int now = counter(running, role).incrementAndGet();
                    int sum = all.incrementAndGet();
                    if (now > max.getOrDefault(role, 0) || sum > total) {
                      tooMany.incrementAndGet();
                    }
                    Thread.yield();
                    counter(running, role).decrementAndGet();
                    all.decrementAndGet();
                    slot.close();
                    done.incrementAndGet();
                  });
                }
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await().untilAsserted(() -> assertThat(slots.taken()).isZero());
    assertThat(slots.taken(A) + slots.taken(B)).isZero();
    assertThat(tooMany.get()).as("seed %d", seed).isZero();
    assertThat(done.get()).as("seed %d", seed).isPositive();
  }

  @Test
  void unlimited_means_as_many_as_half_the_heap_holds() {
    Limits limits = Limits.of(0, Map.of(A, 0, B, 7), 512L << 20);
    assertThat(limits.total()).isBetween(10_000, 100_000);
    assertThat(limits.roles()).containsEntry(A, limits.total()).containsEntry(B, 7);
  }

  private static void use(Slots slots, Role role, List<String> order) {
    try (Hold _ = slots.take(role, Source.STREAM, 1)) {
      order.add(role.name());
    }
  }

  private static AtomicInteger counter(Map<Role, AtomicInteger> running, Role role) {
    return running.computeIfAbsent(role, _ -> new AtomicInteger());
  }

  private static Slots slots(int total, int a, int b) {
    return new Slots(new Limits(total, Map.of(A, a, B, b), Long.MAX_VALUE));
  }
}

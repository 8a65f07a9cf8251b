package io.github.backendexecutor.executor.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
  private final Queue<List<Integer>> batches = new ConcurrentLinkedQueue<>();

  @Test
  void a_lone_request_is_written_at_once() {
    try (var commit = commit(100, batch -> batch)) {
      assertThat(commit.submit(7)).isEqualTo(7);
    }
    assertThat(batches).containsExactly(List.of(7));
  }

  @Test
  void what_arrives_during_a_write_goes_out_together_in_the_order_of_coming() throws Exception {
    var first = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commit = heldUp(100, first, go)) {
      List<Future<Integer>> answers = new ArrayList<>();
      answers.add(threads.submit(() -> commit.submit(0)));
      first.await();
      for (int i = 1; i <= 50; i++) {
        int request = i;
        answers.add(threads.submit(() -> commit.submit(request)));
      }
      await().until(() -> commit.waiting() == 50);
      go.countDown();
      for (int i = 0; i <= 50; i++) {
        assertThat(answers.get(i).get()).isEqualTo(i);
      }
    }
    assertThat(batches).hasSize(2);
    assertThat(batches)
        .last()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(50);
  }

  @Test
  void who_does_not_wait_is_called_back_with_the_answer_or_the_failure() {
    var answered = new CompletableFuture<Integer>();
    var failed = new CompletableFuture<Supplier<Integer>>();
    var commit =
        commit(
            100,
            batch -> {
              if (batch.contains(13)) {
                throw new IllegalArgumentException("thirteen");
              }
              return batch;
            });
    try (commit) {
      commit.submit(7, answer -> answered.complete(answer.get()));
      assertThat(answered.join()).isEqualTo(7);
      commit.submit(13, failed::complete);
      assertThatThrownBy(() -> failed.join().get()).hasMessage("thirteen");
    }
    var late = new CompletableFuture<Supplier<Integer>>();
    commit.submit(8, late::complete);
    assertThatThrownBy(() -> late.join().get()).hasMessageContaining("is closed");
  }

  @Test
  void one_that_fails_when_it_is_called_back_does_not_keep_it_from_the_others() throws Exception {
    var first = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Queue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commit = heldUp(100, first, go)) {
      Future<Integer> waits = threads.submit(() -> commit.submit(0));
      first.await();
      commit.submit(
          1,
          _ -> {
            throw new IllegalStateException("made for this test");
          });
      Future<Integer> waitsToo = threads.submit(() -> commit.submit(2));
      await().until(() -> commit.waiting() == 2);
      commit.submit(3, answer -> heard.add(answer.get()));
      go.countDown();
      assertThat(waits.get()).isZero();
      assertThat(waitsToo.get()).isEqualTo(2);
      await().untilAsserted(() -> assertThat(heard).containsExactly(3));
    }
  }

  @Test
  void a_batch_is_never_larger_than_allowed() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commit = commit(8, batch -> batch)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int request = i;
        answers.add(threads.submit(() -> commit.submit(request)));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(answers.get(i).get()).isEqualTo(i);
      }
    }
    assertThat(batches).allMatch(batch -> batch.size() <= 8);
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(500);
  }

  @Test
  void requests_of_one_caller_go_out_together_and_are_answered_in_their_order() {
    List<Integer> requests = IntStream.range(0, 20).boxed().toList();
    try (var commit = commit(8, batch -> batch)) {
      assertThat(commit.submit(requests)).isEqualTo(requests);
      assertThat(commit.waiting()).isZero();
    }
    assertThat(batches)
        .containsExactly(requests.subList(0, 8), requests.subList(8, 16), requests.subList(16, 20));
  }

  @Test
  void of_requests_of_one_caller_a_bad_one_is_thrown_when_all_others_are_written() {
    Queue<Integer> written = new ConcurrentLinkedQueue<>();
    try (var commit =
        commit(
            4,
            batch -> {
              if (batch.contains(2)) {
                throw new IllegalArgumentException("2");
              }
              written.addAll(batch);
              return batch;
            })) {
      assertThatThrownBy(() -> commit.submit(List.of(1, 2, 3, 4, 5)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(written).containsExactly(1, 3, 4, 5);
    }
  }

  @Test
  void one_bad_request_fails_alone() throws Exception {
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commit =
            commit(
                100,
                batch -> {
                  wait(go);
                  if (batch.contains(13)) {
                    throw new IllegalArgumentException("13");
                  }
                  return batch;
                })) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 10; i < 20; i++) {
        int request = i;
        answers.add(threads.submit(() -> commit.submit(request)));
      }
      go.countDown();
      for (int i = 0; i < 10; i++) {
        Future<Integer> answer = answers.get(i);
        if (i == 3) {
          assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IllegalArgumentException.class);
        } else {
          assertThat(answer.get()).isEqualTo(10 + i);
        }
      }
    }
  }

  @Test
  void an_outage_fails_the_whole_batch_without_a_second_try() {
    try (var commit =
        commit(
            100,
            _ -> {
              throw new StoreUnavailable("away", new IllegalStateException());
            })) {
      assertThatThrownBy(() -> commit.submit(1)).isInstanceOf(StoreUnavailable.class);
    }
    assertThat(batches).hasSize(1);
  }

  @Test
  void what_waits_behind_an_outage_fails_with_it() throws Exception {
    var first = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commit =
            commit(
                1,
                _ -> {
                  first.countDown();
                  wait(go);
                  throw new StoreUnavailable("away", new IllegalStateException());
                })) {
      List<Future<Integer>> answers = new ArrayList<>();
      answers.add(threads.submit(() -> commit.submit(0)));
      first.await();
      for (int i = 1; i <= 20; i++) {
        int request = i;
        answers.add(threads.submit(() -> commit.submit(request)));
      }
      await().until(() -> commit.waiting() == 20);
      go.countDown();
      for (Future<Integer> answer : answers) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(StoreUnavailable.class);
      }
    }
    assertThat(batches).hasSize(1);
  }

  @Test
  void an_interrupt_does_not_end_the_wait_and_is_kept() throws Exception {
    var first = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var commit = heldUp(1, first, go)) {
      var answer = new java.util.concurrent.CompletableFuture<String>();
      Thread caller =
          Thread.startVirtualThread(
              () -> answer.complete(commit.submit(5) + " " + Thread.interrupted()));
      first.await();
      caller.interrupt();
      go.countDown();
      assertThat(answer.get()).isEqualTo("5 true");
    }
  }

  @Test
  void closing_writes_what_was_submitted_and_refuses_more() {
    var commit = commit(10, batch -> batch);
    assertThat(commit.submit(1)).isEqualTo(1);
    commit.close();
    assertThatThrownBy(() -> commit.submit(2)).isInstanceOf(IllegalStateException.class);
  }

  /// Says when its first write has begun, and writes when it may.
  private GroupCommit<Integer, Integer> heldUp(int max, CountDownLatch first, CountDownLatch go) {
    return commit(
        max,
        batch -> {
          first.countDown();
          wait(go);
          return batch;
        });
  }

  private GroupCommit<Integer, Integer> commit(
      int max, GroupCommit.Writer<Integer, Integer> writer) {
    return new GroupCommit<>(
        "test-commit",
        max,
        StoreUnavailable.class,
        batch -> {
          batches.add(batch);
          return writer.write(batch);
        });
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.backendexecutor.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  @Test
  void what_is_missing_what_ran_twice_and_which_rule_is_broken_is_named() {
    var invariants =
        new Invariants(
            (select, _) ->
                select.equals("one owner")
                    ? List.of(Map.of("job_id", "a", "problem", "has two"))
                    : List.of(Map.of("n", select.contains("FROM attempt") ? "3" : "1")),
            Map.of("I5", "one owner"));

    assertThat(invariants.broken(2))
        .containsExactly(
            "I5: a has two",
            "1 jobs instead of 2",
            "1 completed jobs instead of 2",
            "3 runs that were not given back instead of 2");
  }

  @Test
  void nothing_is_said_when_every_job_ran_once() {
    var invariants = new Invariants((_, _) -> List.of(Map.of("n", "2")), Map.of());

    assertThat(invariants.broken(2)).isEmpty();
  }
}

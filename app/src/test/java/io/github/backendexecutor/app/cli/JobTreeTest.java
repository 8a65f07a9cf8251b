package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTreeTest {
  /// The ids as they are indented.
  private static List<String> tree(String... idsAndParents) {
    var jobs = ApiClient.JSON.createArrayNode();
    for (int i = 0; i < idsAndParents.length; i += 2) {
      jobs.addObject().put("jobId", idsAndParents[i]).put("parentJobId", idsAndParents[i + 1]);
    }
    StringWriter text = new StringWriter();
    JobTree.table(jobs).print(new PrintWriter(text, true));
    return text.toString().lines().skip(1).toList();
  }

  @Test
  void each_job_stands_below_its_parent_in_the_order_of_the_answer() {
    assertThat(tree("c", "b", "a", "", "b", "a", "d", "a"))
        .containsExactly("a", "  b", "    c", "  d");
  }

  @Test
  void a_parent_that_is_not_there_is_none() {
    assertThat(tree("a", "gone", "b", "")).containsExactly("a", "b");
  }

  @Test
  void a_circle_comes_once_and_leaves_nobody_out() {
    assertThat(tree("a", "b", "b", "a", "c", "c")).containsExactly("a", "  b", "c");
  }
}

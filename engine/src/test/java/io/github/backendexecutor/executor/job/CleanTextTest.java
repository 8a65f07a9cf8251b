package io.github.backendexecutor.executor.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {
  @Test
  void good_text_stays_as_it_is() {
    assertThat(CleanText.of("grüße 👋\n", 100)).isEqualTo("grüße 👋\n");
  }

  @Test
  void nul_and_lone_surrogates_are_replaced() {
    assertThat(CleanText.of("a\0b\ud83dc\udc4b", 100)).isEqualTo("a\ufffdb\ufffdc\ufffd");
  }

  @Test
  void long_text_is_cut_and_says_so() {
    assertThat(CleanText.of("abcdef", 4)).isEqualTo("abc…");
  }

  @Test
  void a_cut_through_a_surrogate_pair_leaves_no_half() {
    assertThat(CleanText.of("ab👋👋👋", 4)).isEqualTo("ab\ufffd…");
  }
}

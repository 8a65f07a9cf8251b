package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path temp;

  @Test
  void a_value_follows_an_equals_sign_or_a_blank() {
    Given given =
        new Given(temp)
            .args("--executor.limits.total=5", "--executor.roles.agent.max", "3")
            .args("--max-manager", "2", "--database-url=postgres://h/d?a=b");
    assertThat(given.config().totalLimit()).isEqualTo(5);
    assertThat(given.role("agent").max()).isEqualTo(3);
    assertThat(given.role("manager").max()).isEqualTo(2);
    assertThat(given.config().database()).isEqualTo("postgres://h/d?a=b");
  }

  @Test
  void the_last_of_two_counts() {
    assertThat(new Given(temp).args("--max-agent=1", "--max-agent=2").role("agent").max())
        .isEqualTo(2);
  }

  @Test
  void an_empty_value_takes_back_what_a_weaker_source_said() {
    Given given = new Given(temp).env("DATABASE_URL", "postgres://h/d").args("--database-url=");
    assertThat(given.config().database()).isEmpty();
  }

  @Test
  void what_is_no_option_of_ours_is_a_problem() {
    assertThat(
            new Given(temp)
                .args("hunter2", "--max-agnet=1", "--executor.redsi=x", "--max-foo=1", "--verbose")
                .args("--max-total", "--config")
                .problems())
        .containsExactly(
            "argument 1 is not an option: options begin with --",
            "--verbose is not known",
            "--max-total: a value is missing, as in --max-total=<value>",
            "--config: a value is missing, as in --config=<value>",
            "--max-agnet is not known: the roles are agent, inspector, manager;"
                + " did you mean --max-agent?",
            "--executor.redsi is not known; did you mean --executor.redis?",
            "--max-foo is not known: the roles are agent, inspector, manager");
  }

  @Test
  void options_of_spring_pass_through() {
    var environment =
        new Given(temp)
            .args("--spring.main.banner-mode=off", "--logging.level.root=debug")
            .args("--management.server.port=1", "--server.tomcat.threads.max=9")
            .load()
            .environment();
    assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
    assertThat(environment.getProperty("logging.level.root")).isEqualTo("debug");
    assertThat(environment.getProperty("management.server.port")).isEqualTo("1");
    assertThat(environment.getProperty("server.tomcat.threads.max")).isEqualTo("9");
  }
}

package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

class SpringEnvironmentTest {
  @TempDir Path temp;

  @Test
  void keys_of_spring_pass_through_from_every_source_it_knows() {
    ConfigurableEnvironment environment =
        new Given(temp)
            .yaml(
                """
                logging.level: { root: debug, x.y: info }
                spring.main.banner-mode: console
                server.tomcat.threads.max: 7
                """)
            .env("LOGGING_LEVEL_ROOT", "warn")
            .args("--spring.main.banner-mode=off")
            .load()
            .environment();
    Binder binder = Binder.get(environment);
    assertThat(binder.bind("logging.level.root", String.class).get()).isEqualTo("warn");
    assertThat(environment.getProperty("logging.level.x.y")).isEqualTo("info");
    assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
    assertThat(environment.getProperty("server.tomcat.threads.max")).isEqualTo("7");
  }

  @Test
  void spring_sees_the_server_that_was_decided_on_whatever_name_it_had() {
    ConfigurableEnvironment environment =
        new Given(temp)
            .yaml("server.port: 1")
            .appsettings("{\"Executor\": {\"ServerPort\": 2}}")
            .load()
            .environment();
    assertThat(environment.getProperty("server.port")).isEqualTo("2");
    assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
  }

  @Test
  void nothing_of_this_machine_is_in_it() {
    ConfigurableEnvironment environment = new Given(temp).load().environment();
    assertThat(environment.getProperty("user.dir")).isNull();
    assertThat(environment.getProperty("PATH")).isNull();
  }
}

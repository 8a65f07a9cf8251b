package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.JsonText;
import org.junit.jupiter.api.Test;

class EchoRunnerTest {
  @Test
  void it_gives_the_job_back_and_says_so() throws Exception {
    TestContext context = new TestContext();
    String result = new EchoRunner().run(Room.job("{\"z\":1.50, \"a\":null}"), context);

    assertThat(JsonText.parse(result).text())
        .isEqualTo(
            "{\"notice\":\"no runner is configured for role 'agent': this is only an echo of the"
                + " job, no work was done\",\"task\":\"draw a \\\"cat\\\"\",\"payload\":{\"z\":1.50,"
                + " \"a\":null}}");
    assertThat(context.lines).singleElement().asString().startsWith("no runner is configured");
  }
}

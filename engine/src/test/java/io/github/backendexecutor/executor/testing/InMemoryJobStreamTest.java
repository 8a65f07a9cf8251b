package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InMemoryJobStreamTest extends JobStreamContract {
  private final InMemoryJobStream streams = new InMemoryJobStream(ME);

  @Override
  protected JobStream open(InstanceId consumer) {
    return streams.as(consumer);
  }

  @Override
  protected Entry add(Job job) {
    return streams.add(job);
  }

  @Override
  protected List<Entry> pending(Role role) {
    return Stream.of(streams, streams.as(OTHER))
        .flatMap(consumer -> consumer.pending().stream())
        .filter(one -> one.role().equals(role))
        .map(Delivery::entry)
        .toList();
  }

  @Override
  protected void delete(Entry entry) {
    streams.delete(entry);
  }

  @Override
  protected void removeConsumer(InstanceId consumer) {
    streams.removeConsumer(consumer);
  }

  @Override
  protected void destroyGroup() {
    streams.destroyGroup();
  }

  @Override
  protected void flush() {
    streams.flush();
  }

  @Test
  void a_stream_that_is_down_gives_nothing_away() {
    add(Jobs.job("a"));
    streams.goDown();
    assertThatThrownBy(() -> streams.read(Jobs.AGENT, 1, Duration.ZERO))
        .isInstanceOf(StreamUnavailable.class);

    streams.comeBack();

    assertThat(streams.read(Jobs.AGENT, 1, Duration.ZERO)).hasSize(1);
  }
}

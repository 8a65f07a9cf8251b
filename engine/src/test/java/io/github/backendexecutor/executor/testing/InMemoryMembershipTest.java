package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import org.junit.jupiter.api.Test;

class InMemoryMembershipTest extends MembershipContract {
  private final InMemoryInstances instances = InMemoryInstances.ofDatabase();

  @Override
  protected Membership join(InstanceId instance) {
    return new InMemoryMembership(instances, instance);
  }

  @Override
  protected void kill(Membership seat) {
    ((InMemoryMembership) seat).kill();
  }

  @Test
  void a_paused_instance_stays_attached_and_its_beats_fail() {
    InMemoryMembership mine = new InMemoryMembership(instances, ME);
    mine.beat();
    mine.pause();

    assertThatThrownBy(mine::beat).isInstanceOf(StoreUnavailable.class);
    assertThat(instances.sign(ME)).isEqualTo(new Sign(1, true, false));

    mine.resume();
    assertThat(sign(mine, ME)).isEqualTo(new Sign(2, true, false));
  }

  @Test
  void a_witness_that_is_down_changes_nothing() {
    InMemoryInstances redis = InMemoryInstances.ofRedis();
    InMemoryMembership mine = new InMemoryMembership(redis, ME);
    mine.beat();
    redis.goDown();

    assertThatThrownBy(mine::beat).isInstanceOf(StreamUnavailable.class);

    redis.comeBack();
    assertThat(redis.sign(ME).beat()).isEqualTo(1);
    mine.leave();
    assertThat(redis.sign(ME).beat()).isEqualTo(-1);
  }
}

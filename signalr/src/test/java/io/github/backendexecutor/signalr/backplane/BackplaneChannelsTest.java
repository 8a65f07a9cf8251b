package io.github.backendexecutor.signalr.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackplaneChannelsTest {
  @Test
  void every_address_has_the_channel_of_aspnet_and_is_found_again() {
    Map<Address, String> names = new LinkedHashMap<>();
    names.put(new Address.All(), "MyApp.Hubs.JobHub:all");
    names.put(
        new Address.Connection("gAwupM5BUb1Tmn1rwA1eRQ"),
        "MyApp.Hubs.JobHub:connection:gAwupM5BUb1Tmn1rwA1eRQ");
    names.put(new Address.User("ann:1"), "MyApp.Hubs.JobHub:user:ann:1");
    names.put(new Address.Group("a b*"), "MyApp.Hubs.JobHub:group:a b*");
    names.put(new Address.GroupCommands(), "MyApp.Hubs.JobHub:internal:groups");
    names.put(new Address.Acks("web_1"), "MyApp.Hubs.JobHub:internal:ack:web_1");
    names.put(new Address.Answers("web_1"), "MyApp.Hubs.JobHub:internal:return:web_1");
    BackplaneChannels plain = new BackplaneChannels("", "MyApp.Hubs.JobHub");
    BackplaneChannels prefixed = new BackplaneChannels("prod", "MyApp.Hubs.JobHub");
    names.forEach((address, name) -> {
      assertThat(plain.name(address)).isEqualTo(name);
      assertThat(plain.address(name)).isEqualTo(address);
      assertThat(prefixed.name(address)).isEqualTo("prod" + name);
      assertThat(prefixed.unprefixed(address)).isEqualTo(name);
      assertThat(prefixed.prefixed(name)).isEqualTo("prod" + name);
      assertThat(prefixed.address("prod" + name)).isEqualTo(address);
      assertThat(prefixed.address(name)).isNull();
    });
  }

  @Test
  void channels_of_others_are_no_address() {
    BackplaneChannels channels = new BackplaneChannels("", "JobHub");
    for (String other :
        new String[] {
          "", "JobHub", "JobHub:", "JobHub2:all", "JobHub:allx", "JobHub:internal:", "jobhub:all"
        }) {
      assertThat(channels.address(other)).as(other).isNull();
    }
  }

  @Test
  void a_server_has_a_name_of_its_own_and_a_hub_needs_one() {
    assertThat(BackplaneChannels.newServerName("web")).matches("web_[0-9a-f]{32}");
    assertThat(BackplaneChannels.newServerName("web"))
        .isNotEqualTo(BackplaneChannels.newServerName("web"));
    assertThatThrownBy(() -> new BackplaneChannels("prod", " "))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.backplane.Address.Acks;
import io.github.backendexecutor.signalr.backplane.Address.All;
import io.github.backendexecutor.signalr.backplane.Address.Answers;
import io.github.backendexecutor.signalr.backplane.Address.Connection;
import io.github.backendexecutor.signalr.backplane.Address.Group;
import io.github.backendexecutor.signalr.backplane.Address.GroupCommands;
import io.github.backendexecutor.signalr.backplane.Address.User;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The names of a hub's channels on Redis. `prefix` is the `ChannelPrefix` of the ASP.NET app's
/// Redis options, taken as it is; `hub` the full name of its hub class (`MyApp.Hubs.JobHub`, nested
/// classes with `+`). Nothing stands between the two. A wrong prefix or hub is silent: Redis has no
/// such listener and nobody hears.
public record BackplaneChannels(String prefix, String hub) {
  private static final String ALL = ":all";
  private static final String CONNECTION = ":connection:";
  private static final String USER = ":user:";
  private static final String GROUP = ":group:";
  private static final String COMMANDS = ":internal:groups";
  private static final String ACK = ":internal:ack:";
  private static final String RETURN = ":internal:return:";

  /// Matches the channel on which every live hub listens, whatever its name: for `PUBSUB CHANNELS`,
  /// to find out what a hub is really called.
  public static final String EVERY_HUB = "*" + COMMANDS;

  public BackplaneChannels {
    if (hub.isBlank()) {
      throw new IllegalArgumentException("the hub needs a name: the full name of its class");
    }
  }

  /// A name for one server process, in the form of ASP.NET Core.
  public static String newServerName(String machine) {
    return machine + "_" + UUID.randomUUID().toString().replace("-", "");
  }

  /// The channel of this address.
  public String name(Address address) {
    return prefix + unprefixed(address);
  }

  /// The channel without the prefix. Only a request for a client's result names its return channel
  /// so, because the server that answers puts its own prefix before it.
  public String unprefixed(Address address) {
    return hub
        + switch (address) {
          case All() -> ALL;
          case Connection(var id) -> CONNECTION + id;
          case User(var id) -> USER + id;
          case Group(var name) -> GROUP + name;
          case GroupCommands() -> COMMANDS;
          case Acks(var server) -> ACK + server;
          case Answers(var server) -> RETURN + server;
        };
  }

  /// The channel for a name that another server gave without the prefix.
  public String prefixed(String unprefixed) {
    return prefix + unprefixed;
  }

  /// The address that this channel is, or null when it is none of this hub's.
  public @Nullable Address address(String channel) {
    if (!channel.startsWith(prefix + hub + ":")) {
      return null;
    }
    String suffix = channel.substring(prefix.length() + hub.length());
    if (suffix.equals(ALL)) {
      return new All();
    }
    if (suffix.equals(COMMANDS)) {
      return new GroupCommands();
    }
    return named(suffix);
  }

  private static @Nullable Address named(String suffix) {
    if (suffix.startsWith(CONNECTION)) {
      return new Connection(suffix.substring(CONNECTION.length()));
    }
    if (suffix.startsWith(USER)) {
      return new User(suffix.substring(USER.length()));
    }
    if (suffix.startsWith(GROUP)) {
      return new Group(suffix.substring(GROUP.length()));
    }
    if (suffix.startsWith(ACK)) {
      return new Acks(suffix.substring(ACK.length()));
    }
    return suffix.startsWith(RETURN) ? new Answers(suffix.substring(RETURN.length())) : null;
  }
}

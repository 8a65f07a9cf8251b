package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// The hubs that Redis knows to be alive, each as its prefix and name in one: for finding out why
/// nobody hears. On a Cluster only those at the node that answered.
public record LiveHubs(List<String> names) {
  private static final String CHANNEL_END = ":internal:groups";

  public LiveHubs {
    names = List.copyOf(names);
  }

  /// Asks Redis.
  ///
  /// @throws JedisException when it does not answer
  public static LiveHubs ask(UnifiedJedis redis) {
    Object answer =
        redis.executeCommand(
            new CommandArguments(Command.PUBSUB).add("CHANNELS").add(BackplaneChannels.EVERY_HUB));
    List<?> channels = answer instanceof List<?> list ? list : List.of();
    return new LiveHubs(
        channels.stream()
            .map(RedisPublisher::text)
            .map(name -> name.substring(0, name.length() - CHANNEL_END.length()))
            .sorted()
            .toList());
  }

  /// Whether anybody holds clients of this hub.
  public boolean has(BackplaneChannels hub) {
    return names.contains(hub.prefix() + hub.hub());
  }

  /// What to change when nobody does: for each live hub that was probably meant a line; none when
  /// the hub is alive or no other looks like it.
  public List<String> advice(BackplaneChannels hub) {
    return has(hub)
        ? List.of()
        : names.stream().map(name -> advice(hub, name)).filter(Objects::nonNull).toList();
  }

  private static @Nullable String advice(BackplaneChannels ours, String live) {
    if (live.endsWith(ours.hub())) {
      String prefix = live.substring(0, live.length() - ours.hub().length());
      return "the hub "
          + ours.hub()
          + " is alive with the prefix '"
          + prefix
          + "': set SIGNALR_CHANNEL_PREFIX="
          + prefix;
    }
    String name = live.startsWith(ours.prefix()) ? live.substring(ours.prefix().length()) : live;
    return isAlike(ours.hub(), name)
        ? "a hub " + name + " is alive, but " + ours.hub() + " is not: set SIGNALR_HUB=" + name
        : null;
  }

  /// The same class in another namespace, or written a little differently.
  private static boolean isAlike(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    return className(a).equals(className(b)) || distance(a, b) <= 2;
  }

  /// The class name alone, as Azure knows a hub too.
  static String className(String hub) {
    return hub.substring(Math.max(hub.lastIndexOf('.'), hub.lastIndexOf('+')) + 1);
  }

  /// How many letters have to be added, removed or changed.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

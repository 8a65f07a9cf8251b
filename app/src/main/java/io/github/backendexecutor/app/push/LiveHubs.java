package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// The hubs that Redis knows to be alive: for finding out why nobody hears. On a Cluster only those
/// at the node that answered.
public record LiveHubs(List<Live> hubs) {
  private static final String COMMANDS = ":internal:groups";
  private static final String OPEN = ":internal:open:";

  public LiveHubs {
    hubs = List.copyOf(hubs);
  }

  /// A hub, as its prefix and name in one.
  ///
  /// @param executors how many instances of this program take part in it
  /// @param apps how many other servers do
  public record Live(String name, long executors, long apps) {
    @Override
    public String toString() {
      return name + " (" + counted(executors, "executor") + ", " + counted(apps, "app") + ")";
    }

    private static String counted(long count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }
  }

  /// Asks Redis.
  ///
  /// @throws JedisException when it does not answer
  public static LiveHubs ask(UnifiedJedis redis) {
    List<String> open = channels(redis, "*" + OPEN + "*");
    return new LiveHubs(
        channels(redis, BackplaneChannels.EVERY_HUB).stream()
            .map(channel -> live(redis, channel, open))
            .sorted(Comparator.comparing(Live::name))
            .toList());
  }

  private static Live live(UnifiedJedis redis, String channel, List<String> open) {
    String name = channel.substring(0, channel.length() - COMMANDS.length());
    long executors = open.stream().filter(one -> one.startsWith(name + OPEN)).count();
    Object answer =
        redis.executeCommand(new CommandArguments(Command.PUBSUB).add("NUMSUB").add(channel));
    long servers =
        answer instanceof List<?> pair && pair.getLast() instanceof Long count ? count : executors;
    return new Live(name, executors, Math.max(0, servers - executors));
  }

  private static List<String> channels(UnifiedJedis redis, String pattern) {
    Object answer =
        redis.executeCommand(new CommandArguments(Command.PUBSUB).add("CHANNELS").add(pattern));
    return answer instanceof List<?> list
        ? list.stream().map(RedisPublisher::text).toList()
        : List.of();
  }

  /// The name under which an instance shows that it takes part in this hub; nobody publishes there.
  static String openChannel(BackplaneChannels hub, String server) {
    return hub.prefixed(hub.hub() + OPEN + server);
  }

  /// Whether an app holds clients of this hub.
  public boolean hasApp(BackplaneChannels hub) {
    String ours = hub.prefix() + hub.hub();
    return hubs.stream().anyMatch(live -> live.apps > 0 && live.name.equals(ours));
  }

  /// What to change when no app does: for each other hub that was probably meant a line; none when
  /// no other looks like it.
  public List<String> advice(BackplaneChannels hub) {
    return hasApp(hub)
        ? List.of()
        : hubs.stream()
            .filter(live -> live.apps > 0)
            .map(live -> advice(hub, live.name))
            .filter(Objects::nonNull)
            .toList();
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

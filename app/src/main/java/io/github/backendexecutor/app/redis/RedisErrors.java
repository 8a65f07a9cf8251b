package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.spi.StreamUnavailable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Says in one line what Redis answered, where, and what it means. Whatever Jedis throws, the rest
/// of the program sees [StreamUnavailable].
final class RedisErrors {
  private RedisErrors() {}

  /// @param place what was asked, such as `stream jobs:agent`
  static StreamUnavailable unavailable(String place, JedisException e) {
    return new StreamUnavailable(place + ": " + (isAnswer(e) ? answer(e) : silence(e)), e);
  }

  /// Whether Redis said that the user or password is wrong.
  static boolean isLoginRefused(JedisException e) {
    String error = String.valueOf(root(e).getMessage());
    return error.startsWith("WRONGPASS") || error.startsWith("NOAUTH");
  }

  /// Whether the user may not ask this. Managed Redis often denies commands by pretending not to
  /// know them.
  static boolean isDenied(JedisDataException e) {
    String error = String.valueOf(e.getMessage());
    return isNotPermitted(error) || error.contains("unknown command");
  }

  /// Redis 7.0 words it differently in a script.
  private static boolean isNotPermitted(String error) {
    return error.startsWith("NOPERM") || error.contains("executing the script can't run");
  }

  /// Whether Redis answered with an error, and so did nothing; else it is not known what it did.
  private static boolean isAnswer(JedisException e) {
    return e instanceof JedisDataException;
  }

  private static String answer(JedisException e) {
    String error = String.valueOf(e.getMessage());
    String code = error.substring(0, error.indexOf(' ') < 0 ? error.length() : error.indexOf(' '));
    String meaning =
        switch (code) {
          case "LOADING" -> "Redis has started and is still loading its data";
          case "READONLY", "UNBLOCKED" -> "this Redis is no primary any more";
          case "MISCONF" -> "Redis refuses writes because it cannot save to its disk";
          case "OOM" -> "Redis is out of memory";
          case "BUSY" -> "Redis is busy with a script";
          case "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN" -> "the Cluster is not complete";
          case "MOVED", "ASK" -> "the Cluster is moving this key";
          case "WRONGTYPE" ->
              "this key holds something else than this program keeps there; rename it or"
                  + " delete it";
          case "NOAUTH", "WRONGPASS" -> "the user or password is wrong";
          case "NOGROUP" -> "the group is gone";
          default ->
              isNotPermitted(error) ? "the user may not do this; extend its ACL" : "Redis refused";
        };
    return meaning + " (" + error + ")";
  }

  private static String silence(JedisException e) {
    Throwable root = root(e);
    if (root instanceof JedisDataException answer) {
      return answer(answer);
    }
    String detail = root.equals(e) ? "" : " (" + root + ")";
    return "Redis did not answer: " + e.getMessage() + detail;
  }

  /// Jedis hides some causes among the suppressed, because there may be one for each host.
  private static Throwable root(Throwable e) {
    Throwable cause = e.getCause();
    if (cause == null && e.getSuppressed().length > 0) {
      cause = e.getSuppressed()[0];
    }
    return cause == null ? e : root(cause);
  }
}

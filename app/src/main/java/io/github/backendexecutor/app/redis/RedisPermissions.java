package io.github.backendexecutor.app.redis;

/// What a user of Redis needs so that this program can work as it. Tests run as a user who may do
/// no more, so this list is complete:
///
/// `ACL SETUSER executor on >password ` [#KEYS] [#CHANNELS] [#COMMANDS]
///
/// For hints about settings that may lose jobs also [#TO_LOOK]; on a Cluster also [#IN_CLUSTER]; to
/// submit jobs from the command line also `+xadd`.
public final class RedisPermissions {
  /// The streams of the roles, and the hash of each group. Streams of other names need theirs.
  public static final String KEYS = "~jobs:* ~executor:*";

  /// Those of the instances, and those of their hub. The hub of an ASP.NET Core app needs its own:
  /// its channel prefix and full name.
  public static final String CHANNELS = "&executor:* &BackendExecutor.JobHub:*";

  public static final String COMMANDS =
      "+xreadgroup +xgroup +xinfo +xrange +xpending +xclaim +xack +xdel +xtrim"
          + " +eval +evalsha +hget +hset +hsetnx +hgetall +hincrby +hdel"
          + " +publish +subscribe +unsubscribe +pubsub +ping +client|setname";

  public static final String TO_LOOK = "+info +config|get +type";

  public static final String IN_CLUSTER = "+cluster +asking";

  private RedisPermissions() {}
}

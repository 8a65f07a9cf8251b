package io.github.backendexecutor.app.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.executors.CommandExecutor;

/// Sends each command once. Only a Cluster's redirection, which says that nothing was done, sends
/// it again: a read whose answer was lost may have made entries pending, and Jedis' own executor
/// for Clusters would read the next ones over it.
final class OnceExecutor implements CommandExecutor {
  private static final int MAX_REDIRECTIONS = 5;

  private final ConnectionSource source;

  OnceExecutor(ConnectionSource source) {
    this.source = source;
  }

  @Override
  public <T> T executeCommand(CommandObject<T> command) {
    JedisRedirectionException redirection = null;
    for (int i = 0; i < MAX_REDIRECTIONS; i++) {
      try {
        return send(command, redirection);
      } catch (JedisRedirectionException e) {
        redirection = e;
      }
    }
    throw redirection;
  }

  private <T> T send(CommandObject<T> command, @Nullable JedisRedirectionException redirection) {
    try (Connection connection =
        redirection == null
            ? source.getConnection(command.getArguments())
            : source.getConnection(redirection.getTargetNode())) {
      return send(command, redirection, connection);
    } catch (JedisConnectionException e) {
      source.renew();
      throw e;
    }
  }

  private <T> T send(
      CommandObject<T> command,
      @Nullable JedisRedirectionException redirection,
      Connection connection) {
    try {
      if (redirection instanceof JedisAskDataException) {
        connection.executeCommand(Protocol.Command.ASKING);
      }
      return connection.executeCommand(command);
    } catch (JedisMovedDataException e) {
      source.renewSlots(connection);
      throw e;
    } catch (JedisDataException e) {
      if (isNoPrimary(String.valueOf(e.getMessage()))) {
        connection.setBroken(); // so that the next one is made anew, to whoever is primary then
        source.renew();
      }
      throw e;
    }
  }

  private static boolean isNoPrimary(String error) {
    return error.startsWith("READONLY")
        || error.startsWith("CLUSTERDOWN")
        || error.startsWith("UNBLOCKED force unblock");
  }

  @Override
  public void close() {
    source.close();
  }
}

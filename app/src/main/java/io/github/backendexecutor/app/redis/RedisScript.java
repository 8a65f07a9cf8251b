package io.github.backendexecutor.app.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// A Lua script over one key, sent by its hash and in full to a server that does not know it yet.
///
/// Redis 7 refuses scripts of a server out of memory unless they declare that they free some, and
/// ours do: an acknowledgement must not be held up by the very entries that fill the memory. Redis
/// 6.2 does not understand the declaration (and needs none), so it gets the script without.
final class RedisScript {
  private static final String FREES_MEMORY = "#!lua flags=allow-oom\n";

  private final Text declared;
  private final Text plain;
  private volatile boolean understandsDeclaration;

  RedisScript(String lua) {
    this(lua, true);
  }

  /// @param redis7 whether to try the declaration at all
  RedisScript(String lua, boolean redis7) {
    this.declared = new Text(FREES_MEMORY + lua);
    this.plain = new Text(lua);
    this.understandsDeclaration = redis7;
  }

  /// Runs the script; answers what it returned.
  Object call(UnifiedJedis jedis, String key, List<byte[]> arguments) {
    if (understandsDeclaration) {
      try {
        return call(declared, jedis, key, arguments);
      } catch (JedisDataException e) {
        if (!isNotUnderstood(e)) {
          throw e;
        }
        understandsDeclaration = false;
      }
    }
    return call(plain, jedis, key, arguments);
  }

  private static boolean isNotUnderstood(JedisDataException e) {
    return String.valueOf(e.getMessage()).contains("compiling script");
  }

  private static Object call(Text text, UnifiedJedis jedis, String key, List<byte[]> arguments) {
    try {
      return send(jedis, new CommandArguments(Command.EVALSHA).add(text.sha1), key, arguments);
    } catch (JedisNoScriptException _) {
      return send(jedis, new CommandArguments(Command.EVAL).add(text.lua), key, arguments);
    }
  }

  private static Object send(
      UnifiedJedis jedis, CommandArguments command, String key, List<byte[]> arguments) {
    command.add(1).key(key);
    arguments.forEach(command::add);
    return jedis.executeCommand(command);
  }

  private static final class Text {
    final byte[] lua;
    final byte[] sha1;

    Text(String lua) {
      this.lua = lua.getBytes(StandardCharsets.UTF_8);
      try {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(this.lua);
        this.sha1 = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JVM has SHA-1", e);
      }
    }
  }
}

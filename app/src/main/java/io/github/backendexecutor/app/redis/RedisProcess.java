package io.github.backendexecutor.app.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// One running redis-server. Hides how it is tied to the life of this process.
///
/// The server is started by a shell that becomes it, and leaves a watcher behind that reads from a
/// pipe of ours. However this process ends, the pipe ends with it, and the watcher asks the server
/// to stop. Ctrl+C in a terminal reaches all of its processes; setsid keeps it from the server,
/// which is needed until the jobs are released.
final class RedisProcess implements AutoCloseable {
  private static final String SHELL =
      """
      server=$$
      exec 3<&0
      (cat <&3 >/dev/null 2>&1; kill -TERM $server 2>/dev/null) &
      exec 3<&-
      if command -v setsid >/dev/null; then exec setsid "$@" </dev/null; fi
      exec "$@" </dev/null
      """;

  private static final int START_TRIES = 3_000;
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final Path log;
  private final FileChannel lockFile;

  private RedisProcess(Process process, Path log, FileChannel lockFile) {
    this.process = process;
    this.log = log;
    this.lockFile = lockFile;
  }

  static RedisProcess start(Path program, Path folder, List<String> options) throws IOException {
    FileChannel lockFile = lock(folder);
    try {
      awaitEndOfPredecessor(folder);
      Path log = folder.resolve("redis.log").toAbsolutePath();
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "redis"));
      command.add(program.toString());
      command.addAll(options);
      command.addAll(List.of("--pidfile", pidFile(folder).toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new RedisProcess(process, log, lockFile);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /// Two servers would write into each other's file.
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("redis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException _) {
      // held by this very process
    }
    if (lock == null) {
      file.close();
      throw new IllegalStateException(
          "another embedded Redis uses the folder " + folder + "; stop it or name another folder");
    }
    return file;
  }

  /// A server whose process was killed a moment ago may still be writing its last.
  private static void awaitEndOfPredecessor(Path folder) throws IOException {
    Path pidFile = pidFile(folder);
    if (!Files.exists(pidFile)) {
      return;
    }
    ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim()))
        .filter(p -> p.info().command().orElse("").contains("redis-server"))
        .ifPresent(p -> p.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join());
    Files.deleteIfExists(pidFile);
  }

  private static Path pidFile(Path folder) {
    return folder.resolve("redis.pid").toAbsolutePath();
  }

  /// Waits until the server has loaded its data. When it does not start it is ended.
  void awaitAnswer(RedisAddress address) {
    try (UnifiedJedis jedis = RedisConnections.open(address, "embedded-redis-start", 1)) {
      for (int i = 0; i < START_TRIES; i++) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          break;
        }
        if (answers(jedis)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new IllegalStateException("the embedded Redis did not start: " + lastWords());
  }

  /// Whether it is this server that answers: another one may listen on the port, and ours is about
  /// to end for it.
  private boolean answers(UnifiedJedis jedis) {
    try {
      jedis.exists("any key"); // and not PING, which is answered while the data is still loading
      return jedis.info("server").contains("process_id:" + pid() + "\r");
    } catch (JedisException _) {
      return false;
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException _) {
      return "it left no log in " + log;
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      boolean ended = false;
      for (int i = 0; i < STOP_SECONDS && !ended; i++) {
        process.destroy(); // again and again: Redis declines while it writes a first file
        ended = process.waitFor(1, TimeUnit.SECONDS);
      }
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      closeLock();
    }
  }

  private void closeLock() {
    try {
      lockFile.close();
    } catch (IOException _) {
      // it is released with the process at the latest
    }
  }
}

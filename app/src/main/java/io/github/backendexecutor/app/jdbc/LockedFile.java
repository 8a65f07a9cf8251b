package io.github.backendexecutor.app.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A file that is locked by the operating system for as long as its process lives, however that
/// ends. Hides that such a lock is lost when any part of the process closes the file: what this
/// process holds is remembered and never opened a second time.
final class LockedFile implements Closeable {
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private LockedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Makes a file that is locked from the first moment at which others can see it.
  static LockedFile create(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    Path hidden = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(hidden);
    FileChannel channel = PrivateFiles.create(hidden);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(hidden + " is locked by another process");
      }
      OURS.add(path);
      Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
      return new LockedFile(path, channel);
    } catch (IOException | RuntimeException e) {
      OURS.remove(path);
      channel.close();
      throw e;
    }
  }

  /// Opens and locks a file that nobody holds; null when somebody does, or it is gone.
  static @Nullable LockedFile adopt(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    if (!OURS.add(path)) {
      return null;
    }
    FileChannel channel = null;
    LockedFile adopted = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      // whoever held it before may have deleted it after it was opened here
      if (isLocked(channel) && Files.exists(path)) {
        adopted = new LockedFile(path, channel);
      }
    } catch (NoSuchFileException _) {
      // somebody else has dealt with it
    } finally {
      if (adopted == null) {
        OURS.remove(path);
        if (channel != null) {
          channel.close();
        }
      }
    }
    return adopted;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /// Whether a process, this one too, holds the file. Who cannot tell says yes.
  static boolean isHeld(Path file) {
    Path path = file.toAbsolutePath();
    if (OURS.contains(path)) {
      return true;
    }
    // shared, so that two who look at the same moment do not take each other for the holder
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException | OverlappingFileLockException _) {
      return true;
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /// Deletes the file and lets go of it.
  void delete() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      close();
    }
  }

  /// Lets go of the file.
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OURS.remove(path);
    }
  }
}

package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endings that wait on the disk for the database: those of this process, and those that dead
/// ones left in the same folder. A file of its own is made with the first ending.
final class Kept implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);
  private static final int MAX_BATCH = 500;

  private final @Nullable Path folder;
  private final String name;
  private final List<SpoolFile> left = new ArrayList<>();

  /// Endings that come together share one fsync. The thread is never interrupted, as those of jobs
  /// are: that would close the file.
  private final GroupCommit<RunEnd, Boolean> writes =
      new GroupCommit<>("job-spool", MAX_BATCH, UncheckedIOException.class, this::write);

  private @Nullable SpoolFile own;

  private Kept(@Nullable Path folder, InstanceId owner) {
    this.folder = folder;
    this.name = URLEncoder.encode(owner.value(), StandardCharsets.UTF_8);
  }

  /// Keeps nothing.
  static Kept nowhere(InstanceId owner) {
    return new Kept(null, owner);
  }

  /// Keeps endings in this folder, and takes over what dead processes left there.
  static Kept in(Path folder, InstanceId owner) {
    Kept kept = new Kept(folder, owner);
    if (Files.isDirectory(folder)) {
      kept.adopt(folder);
    }
    return kept;
  }

  private void adopt(Path from) {
    try (Stream<Path> files = Files.list(from)) {
      for (Path path : files.filter(one -> one.toString().endsWith(SpoolFile.ENDING)).toList()) {
        SpoolFile file = SpoolFile.adopt(path);
        if (file != null) {
          LOG.info("{}: {} endings are to be saved", file, file.waiting());
          left.add(file);
        }
      }
    } catch (IOException e) {
      LOG.error("endings in {} cannot be read; they stay there", from, e);
    }
  }

  /// Keeps an ending until it is saved; it is on the disk when this returns.
  void add(RunEnd ending) throws IOException {
    try {
      writes.submit(ending);
    } catch (UncheckedIOException e) {
      throw new IOException("an ending could not be kept: " + e.getMessage(), e.getCause());
    }
  }

  private synchronized List<Boolean> write(List<RunEnd> ends) {
    try {
      if (folder == null) {
        throw new IOException("there is no folder for it");
      }
      if (own == null) {
        own = SpoolFile.create(folder, name);
      }
      own.add(ends);
      return ends.stream().map(_ -> true).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// How many endings wait.
  synchronized int waiting() {
    int all = own == null ? 0 : own.waiting();
    for (SpoolFile file : left) {
      all += file.waiting();
    }
    return all;
  }

  /// Saves all that waits, those of dead processes first. An ending that the database refuses keeps
  /// none of the others from being saved: its job has failed then, and what it returned stays in
  /// the file.
  ///
  /// @throws StoreUnavailable when the database cannot be reached; the rest waits on
  void save(Consumer<List<RunEnd>> database) {
    for (SpoolFile file : files()) {
      try {
        save(file, database);
      } catch (IOException e) {
        LOG.error("{} cannot be read; it stays there for the next start", file, e);
        letGo(file);
      }
    }
  }

  private synchronized List<SpoolFile> files() {
    List<SpoolFile> files = new ArrayList<>(left);
    if (own != null && own.waiting() > 0) {
      files.add(own);
    }
    return files;
  }

  private void save(SpoolFile file, Consumer<List<RunEnd>> database) throws IOException {
    int before = file.waiting();
    for (SpoolFile.Piece piece = file.next(); piece.lines() > 0; piece = file.next()) {
      if (!save(piece.ends(), database)) {
        file.spoiled();
      }
      file.saved(piece);
    }
    LOG.info("{}: {} endings that had waited are dealt with", file, before);
    dealtWith(file);
  }

  private static boolean save(List<RunEnd> ends, Consumer<List<RunEnd>> database) {
    try {
      database.accept(ends);
      return true;
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      if (ends.size() == 1) {
        LOG.error("the result of {} cannot be saved", ends.getFirst().key(), e);
        saveRefused(ends.getFirst(), e, database);
        return false;
      }
      boolean all = true;
      for (RunEnd one : ends) {
        all &= save(List.of(one), database);
      }
      return all;
    }
  }

  private static void saveRefused(
      RunEnd end, RuntimeException why, Consumer<List<RunEnd>> database) {
    try {
      database.accept(List.of(end.refused("the result could not be saved: " + why.getMessage())));
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) { // it runs on until this process is gone
      LOG.error("nor can the end of {}", end.key(), e);
    }
  }

  private synchronized void dealtWith(SpoolFile file) throws IOException {
    if (file.waiting() > 0) {
      return; // some have come since
    }
    if (file.isBad()) {
      forget(file);
      file.setAside();
    } else if (file == own) {
      file.clear();
    } else {
      forget(file);
      file.delete();
    }
  }

  private synchronized void letGo(SpoolFile file) {
    forget(file);
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("{} was not closed", file, e);
    }
  }

  private void forget(SpoolFile file) {
    left.remove(file);
    if (file == own) {
      own = null;
    }
  }

  /// Lets go of the files; what waits in them is for the next process.
  @Override
  public void close() {
    writes.close();
    for (SpoolFile file : files()) {
      letGo(file);
    }
    closeEmpty();
  }

  private synchronized void closeEmpty() {
    if (own != null) {
      try {
        own.delete();
      } catch (IOException e) {
        LOG.debug("{} was not deleted", own, e);
      }
      own = null;
    }
  }
}

package io.github.backendexecutor.app.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One file of endings, a JSON object a line, locked by its process. A line counts once its line
/// feed is written; what a crash cut off, or nobody can read, is never lost: the file is then set
/// aside instead of deleted.
final class SpoolFile implements Closeable {
  static final String ENDING = ".jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
  private static final String ASIDE = ".aside";
  private static final int PIECE = 4 << 20;
  private static final byte LINE_FEED = '\n';

  private final LockedFile file;

  /// Up to here the file has whole lines.
  private long end;

  /// Up to here they are in the database.
  private long saved;

  private int waiting;
  private boolean bad;

  private SpoolFile(LockedFile file) {
    this.file = file;
  }

  /// Makes a file of this name, or one with a number when that is taken.
  static SpoolFile create(Path folder, String name) throws IOException {
    PrivateFiles.makeFolder(folder);
    LockedFile file = LockedFile.create(free(folder, name, ENDING));
    try (FileChannel entries = FileChannel.open(folder)) {
      // a file that is not in its folder after a power cut is no file
      entries.force(true);
    }
    return new SpoolFile(file);
  }

  /// Takes over the file of a process that is dead; null when that lives.
  static @Nullable SpoolFile adopt(Path path) throws IOException {
    LockedFile locked = LockedFile.adopt(path);
    if (locked == null) {
      return null;
    }
    SpoolFile adopted = new SpoolFile(locked);
    try {
      adopted.countLines();
      return adopted;
    } catch (IOException e) {
      locked.close();
      throw e;
    }
  }

  private static Path free(Path folder, String name, String ending) {
    Path path = folder.resolve(name + ending);
    for (int number = 1; Files.exists(path); number++) {
      path = folder.resolve(name + "-" + number + ending);
    }
    return path;
  }

  private synchronized void countLines() throws IOException {
    long size = file.channel().size();
    for (long at = 0; at < size; at += PIECE) {
      byte[] bytes = read(at, (int) Math.min(PIECE, size - at));
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == LINE_FEED) {
          waiting++;
          end = at + i + 1;
        }
      }
    }
    if (end < size) {
      LOG.warn("{}: the last line is cut off and cannot be saved", file.path());
      bad = true;
    }
  }

  /// How many endings wait.
  synchronized int waiting() {
    return waiting;
  }

  /// Whether there is something that cannot be saved.
  synchronized boolean isBad() {
    return bad;
  }

  /// Writes these endings; when this returns they are on the disk, and when it fails none is there.
  synchronized void add(List<RunEnd> ends) throws IOException {
    StringBuilder lines = new StringBuilder();
    ends.forEach(one -> lines.append(FieldsJson.write(one.values())).append('\n'));
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
    long to = end + bytes.remaining();
    try {
      // an earlier failure may have left a piece behind
      file.channel().truncate(end);
      for (long at = end; bytes.hasRemaining(); ) {
        at += file.channel().write(bytes, at);
      }
      file.channel().force(true);
    } catch (IOException e) {
      cut();
      throw e;
    }
    end = to;
    waiting += ends.size();
  }

  private void cut() {
    try {
      file.channel().truncate(end);
    } catch (IOException e) {
      LOG.warn("{}: a half-written line stays until the next one", file.path(), e);
    }
  }

  /// The next endings that are not saved, a bounded amount.
  synchronized Piece next() throws IOException {
    for (int size = PIECE; ; size *= 2) {
      byte[] bytes = read(saved, (int) Math.min(size, end - saved));
      int length = bytes.length;
      while (length > 0 && bytes[length - 1] != LINE_FEED) {
        length--;
      }
      if (length > 0 || bytes.length == end - saved) {
        return parse(new String(bytes, 0, length, StandardCharsets.UTF_8), saved + length);
      }
    }
  }

  private Piece parse(String text, long to) {
    List<RunEnd> ends = new ArrayList<>();
    // the last line feed ends the last line, and no other begins
    String[] lines = text.isEmpty() ? new String[0] : text.split("\n", -1);
    for (String line : Arrays.asList(lines).subList(0, Math.max(0, lines.length - 1))) {
      try {
        ends.add(RunEnd.of(FieldsJson.read(line)));
      } catch (RuntimeException e) {
        LOG.warn("{}: a line cannot be read: {}", file.path(), e.toString());
        bad = true;
      }
    }
    return new Piece(ends, Math.max(0, lines.length - 1), to);
  }

  private byte[] read(long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (file.channel().read(bytes, from + bytes.position()) < 0) {
        throw new IOException(file.path() + " has become shorter");
      }
    }
    return bytes.array();
  }

  /// These endings are in the database.
  synchronized void saved(Piece piece) {
    saved = piece.to();
    waiting -= piece.lines();
  }

  /// An ending could not be saved and never will be.
  synchronized void spoiled() {
    bad = true;
  }

  /// Empties a file whose endings are saved.
  synchronized void clear() throws IOException {
    file.channel().truncate(0);
    end = 0;
    saved = 0;
  }

  /// Keeps the file for a person to look at, and lets go of it.
  synchronized void setAside() throws IOException {
    Path path = file.path();
    String name = path.getFileName().toString();
    Path aside =
        free(path.resolveSibling(""), name.substring(0, name.length() - ENDING.length()), ASIDE);
    try {
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      LOG.warn("{} has endings that could not be saved", aside);
    } finally {
      file.close();
    }
  }

  /// Deletes a file whose endings are saved.
  synchronized void delete() throws IOException {
    file.delete();
  }

  /// Lets go of the file.
  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return file.path().toString();
  }

  /// @param lines how many lines they were, with those that cannot be read
  /// @param to where they end in the file
  record Piece(List<RunEnd> ends, int lines, long to) {}
}

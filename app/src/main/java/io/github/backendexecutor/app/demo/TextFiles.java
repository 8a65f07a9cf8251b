package io.github.backendexecutor.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The text files of a folder, and how many lines and words one has.
final class TextFiles {
  /// More would make a demo nobody watches to its end.
  static final int MAX_FILES = 500;

  private static final int HEAD = 8 * 1024;

  private TextFiles() {}

  /// The readable text files below a folder, hidden ones left out, in order of their paths.
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, 8)) {
      return all.filter(file -> !isHidden(folder.relativize(file)))
          .filter(Files::isRegularFile)
          .filter(TextFiles::canBeNamed)
          .filter(TextFiles::isText)
          .sorted()
          .limit(MAX_FILES)
          .toList();
    }
  }

  /// Lines and words as `awk` sees them: words are parted by blanks, a last line needs no line end.
  static Count count(Path file) throws IOException {
    long lines = 0;
    long words = 0;
    boolean inWord = false;
    int last = '\n';
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[HEAD];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          last = buffer[i];
          boolean blank = last == ' ' || last == '\t' || last == '\n';
          words += !blank && !inWord ? 1 : 0;
          inWord = !blank;
          lines += last == '\n' ? 1 : 0;
        }
      }
    }
    return new Count(lines + (last == '\n' ? 0 : 1), words);
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /// A name that is not text, which file systems allow, cannot travel in a message.
  private static boolean canBeNamed(Path file) {
    String name = file.toString();
    return name.indexOf('\ufffd') < 0 && Files.exists(Path.of(name));
  }

  private static boolean isText(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte b : in.readNBytes(HEAD)) {
        if (b == 0) {
          return false;
        }
      }
      return true;
    } catch (IOException _) {
      return false; // not readable: nothing to count
    }
  }

  record Count(long lines, long words) {}
}

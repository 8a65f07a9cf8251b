package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.GroupCommit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the processes of a run by the cookie that each inherits in its environment, also those
/// that left the tree of their parents (daemons). Works where there is a `/proc`; elsewhere nothing
/// is found. Runs that end at the same time share one look through all processes.
final class CookieScan implements AutoCloseable {
  /// The variable that holds the cookie.
  static final String NAME = "EXECUTOR_RUN";

  private static final String MARK = "\0" + NAME + "=";
  private static final Path PROC = Path.of("/proc");
  private static final int MAX_BATCH = 10_000;

  private final GroupCommit<String, Set<ProcessHandle>> scans =
      new GroupCommit<>("command-scan", MAX_BATCH, UncheckedIOException.class, CookieScan::scan);

  /// The living processes with this cookie.
  Set<ProcessHandle> find(String cookie) {
    return scans.submit(cookie);
  }

  @Override
  public void close() {
    scans.close();
  }

  private static List<Set<ProcessHandle>> scan(List<String> cookies) {
    Map<String, Set<ProcessHandle>> found = new HashMap<>();
    cookies.forEach(cookie -> found.put(cookie, new HashSet<>()));
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, CookieScan::isProcess)) {
      for (Path process : processes) {
        Set<ProcessHandle> handles = found.get(cookieOf(process));
        if (handles != null) {
          addTo(handles, process);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // no /proc here: the descendants of the process are all that is found
    }
    return cookies.stream()
        .map(cookie -> Set.copyOf(found.getOrDefault(cookie, Set.of())))
        .toList();
  }

  private static boolean isProcess(Path path) {
    return Character.isDigit(path.getFileName().toString().charAt(0));
  }

  private static void addTo(Set<ProcessHandle> handles, Path process) {
    String cookie = cookieOf(process);
    // the id may belong to another process by now: what counts is the cookie after the handle is
    // had
    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
        .filter(_ -> !cookie.isEmpty() && cookie.equals(cookieOf(process)))
        .ifPresent(handles::add);
  }

  /// Empty when the process has none, is gone, is a zombie or belongs to someone else.
  private static String cookieOf(Path process) {
    try {
      byte[] bytes = Files.readAllBytes(process.resolve("environ"));
      String environment = "\0" + new String(bytes, StandardCharsets.ISO_8859_1);
      int mark = environment.indexOf(MARK);
      if (mark < 0) {
        return "";
      }
      int start = mark + MARK.length();
      int end = environment.indexOf('\0', start);
      return environment.substring(start, end < 0 ? environment.length() : end);
    } catch (IOException _) {
      return "";
    }
  }
}

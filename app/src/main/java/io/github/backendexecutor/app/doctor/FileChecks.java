package io.github.backendexecutor.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files that this program keeps: who can read them, and results that wait in them.
final class FileChecks {
  private static final int ENOUGH = 1_000;

  private final Path data;
  private final Path spool;

  /// @param data the folder of our files; may not be there
  /// @param spool the folder below where results wait for the database; may not be there
  FileChecks(Path data, Path spool) {
    this.data = data;
    this.spool = spool;
  }

  List<Finding> permissions() throws IOException {
    String check = "files";
    if (!Files.isDirectory(data)) {
      return List.of(Finding.ok(check, "there is no data folder " + data + " here"));
    }
    boolean posix = data.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix && othersCanEnter(data)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(data));
      return List.of(
          Finding.warn(
              check,
              data
                  + " is open to other users of this host ("
                  + mode
                  + "), and holds what jobs"
                  + " carry",
              "chmod -R go-rwx " + data));
    }
    return Files.isWritable(data)
        ? List.of(Finding.ok(check, data + " is for its owner only"))
        : List.of(
            Finding.warn(
                check,
                data + " cannot be written by this user",
                "chown it to the executor's user"));
  }

  private static boolean othersCanEnter(Path folder) throws IOException {
    Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
    return all.contains(PosixFilePermission.GROUP_EXECUTE)
        || all.contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  List<Finding> spooled() throws IOException {
    long waiting = 0;
    List<Path> aside = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.endsWith(".aside")) {
        aside.add(file);
      } else if (name.endsWith(".jsonl")) {
        waiting += lines(file);
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (!aside.isEmpty()) {
      findings.add(
          Finding.warn(
              "spool",
              aside.size()
                  + " files hold results that could not be saved, such as "
                  + aside.getFirst(),
              "read what they say, see with ./executor show what became of these jobs, then move"
                  + " the files away"));
    }
    findings.add(
        waiting == 0
            ? Finding.ok("spool", "no result waits in a file")
            : Finding.warn(
                "spool",
                waiting + " results wait in " + spool + " for the database",
                "keep the files; an executor that starts with this data folder saves them"));
    return findings;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(spool)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(spool)) {
      return files.filter(Files::isRegularFile).sorted().limit(ENOUGH).toList();
    }
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}

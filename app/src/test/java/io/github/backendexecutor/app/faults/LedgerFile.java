package io.github.backendexecutor.app.faults;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where one process writes what it runs: a line for each start and each end, on disk before it
/// goes on. Many at once share a sync. No FileChannel, since an interrupt would close that.
final class LedgerFile {
  static final String FOLDER = "faults.ledger";
  static final String SYNC = "faults.ledger.sync";

  private final FileOutputStream file;
  private final boolean syncs = !"false".equals(System.getProperty(SYNC));
  private final Object syncing = new Object();
  private long written;
  private long synced;

  private LedgerFile(Path path) throws IOException {
    file = new FileOutputStream(path.toFile(), true);
  }

  static LedgerFile ofThisProcess() {
    try {
      Path folder = Path.of(System.getProperty(FOLDER));
      return new LedgerFile(folder.resolve(ProcessHandle.current().pid() + ".ledger"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(char what, String job, int attempt, String how) {
    String line = what + "\t" + job + "\t" + attempt + "\t" + Time.now() + "\t" + how + "\n";
    try {
      long mine = append(line.getBytes(StandardCharsets.UTF_8));
      if (syncs) {
        sync(mine);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized long append(byte[] line) throws IOException {
    file.write(line);
    written += line.length;
    return written;
  }

  private synchronized long written() {
    return written;
  }

  private void sync(long mine) throws IOException {
    synchronized (syncing) {
      if (synced < mine) {
        long upTo = written();
        file.getFD().sync();
        synced = upTo;
      }
    }
  }
}

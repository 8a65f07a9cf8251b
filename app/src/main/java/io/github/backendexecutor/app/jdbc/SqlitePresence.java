package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file beside the database file, locked by the operating system for as long as the process
/// lives. Beats go through the connection that writes everything else: SQLite has one write lock,
/// and waiting in that queue is fair.
final class SqlitePresence implements Presence {
  private static final Logger LOG = LoggerFactory.getLogger(SqlitePresence.class);

  /// Answer: all instances.
  private static final String SIGNS = "SELECT id, beat, gone_at IS NOT NULL FROM executor_instance";

  private final Path folder;
  private final DataSource writers;
  private final InstanceId instance;
  private @Nullable LockedFile lock;
  private boolean warned;

  /// @param folder where the instances of this database have their files
  SqlitePresence(Path folder, DataSource writers, InstanceId instance) {
    this.folder = folder;
    this.writers = writers;
    this.instance = instance;
  }

  @Override
  public <A> A on(Database.Reading<A> work) throws SQLException {
    if (lock == null) {
      lock();
    }
    try (Connection connection = writers.getConnection()) {
      return work.from(connection);
    }
  }

  /// Without the file this instance still beats; it is only noticed faster when it dies.
  private void lock() {
    try {
      PrivateFiles.makeFolder(folder);
      lock = LockedFile.create(file(instance));
    } catch (IOException e) {
      if (!warned) {
        LOG.warn("{} cannot be locked: {}", file(instance), e.toString());
        warned = true;
      }
    }
  }

  @Override
  public Map<InstanceId, Sign> signs(Connection connection) throws SQLException {
    Map<InstanceId, Sign> signs = new HashMap<>();
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(SIGNS)) {
      while (row.next()) {
        InstanceId id = new InstanceId(row.getString(1));
        signs.put(id, new Sign(row.getLong(2), LockedFile.isHeld(file(id)), row.getBoolean(3)));
      }
    }
    return signs;
  }

  @Override
  public void forget(InstanceId gone) {
    try {
      if (!LockedFile.isHeld(file(gone))) {
        Files.deleteIfExists(file(gone));
      }
    } catch (IOException e) {
      LOG.debug("{} stays: {}", file(gone), e.toString());
    }
  }

  @Override
  public void end() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.debug("{} was not closed: {}", lock.path(), e.toString());
      }
      lock = null;
    }
  }

  private Path file(InstanceId id) {
    return folder.resolve(URLEncoder.encode(id.value(), StandardCharsets.UTF_8) + ".lock");
  }
}

package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/// Databases that go away, stand still, are full, or are the wrong one.
final class DatabaseRows {
  private DatabaseRows() {}

  static List<Row> rows() {
    Setup three = Setup.of(3);
    Setup sqlite = Setup.of(1).onSqlite();
    return List.of(
        Row.of(
            24,
            "PostgreSQL stopped at once, for 60 s, under load",
            5,
            three,
            DatabaseRows::stopped),
        Row.of(
            25,
            "pg_terminate_backend of random connections for 60 s",
            2,
            three,
            DatabaseRows::terminated),
        Row.of(26, "the table of jobs locked for 30 s", 3, three, DatabaseRows::locked),
        Row.of(
                28,
                "the disk of SQLite is full for 20 s",
                3,
                Setup.of(0).onSqlite(),
                DatabaseRows::full)
            .needs(Need.ROOT),
        Row.of(
            29,
            "kill -9 of an executor on SQLite that commits all the time",
            40,
            sqlite,
            DatabaseRows::killedAtCommit),
        Row.of(30, "a second executor with another database", 1, three, DatabaseRows::otherStore));
  }

  private static void stopped(Round round) throws Exception {
    Feed feed = Feed.start(round, 10, round.between(200, 5_000));
    round.awaitRunning(30);
    round.stage().postgres().stopAtOnce();
    long stopped = Time.now();
    Time.pass(round.seconds(60, 10));
    long back = Time.now();
    round.stage().postgres().start();
    long started =
        round.calls().stream()
            .filter(call -> call.start() > stopped + 2_000_000_000L && call.start() < back)
            .count();
    round.expect(started == 0, started + " jobs were started without a database");
    int before = round.calls().size();
    round.expectWithin(10, "new jobs run again", () -> round.calls().size() > before + 10);
    feed.stop();
    Seen.awaitAllOver(round);
    Seen.nothingCharged(round);
  }

  private static void terminated(Round round) throws Exception {
    Feed feed = Feed.start(round, 10, round.between(50, 1_000));
    long end = Time.now() + round.seconds(60, 10).toNanos();
    long cut = 0;
    while (Time.now() < end) {
      cut +=
          round
              .stage()
              .database()
              .rows(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                      + " current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2")
              .size();
      Time.pass(Duration.ofMillis(100));
    }
    round.note("%,d connections cut".formatted(cut));
    long healed = Time.now();
    feed.stop();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    Seen.nothingCharged(round);
  }

  private static void locked(Round round) throws Exception {
    round.send(100, round.between(500, 10_000));
    round.awaitRunning(80);
    try (Connection connection = round.stage().database().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE job IN ACCESS EXCLUSIVE MODE");
      round.send(50, Behaviour.works(50));
      Time.pass(round.seconds(30, 12));
      connection.commit();
    }
    long healed = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    Seen.nothingCharged(round);
  }

  private static void full(Round round) throws Exception {
    Path data = round.stage().folder().resolve("data");
    if (round.stage().instances().isEmpty()) {
      Files.createDirectories(data);
      Commands.run("mount", "-t", "tmpfs", "-o", "size=6m", "none", data.toString());
      round.stage().atEnd(() -> Commands.run("umount", data.toString()));
      round.stage().launch().awaitReady();
    }
    round.send(50, i -> new Behaviour(round.random().nextInt(4_000), 0, false, 0, 2_000));
    round.awaitRunning(40);
    Path filler = data.resolve("filler");
    fill(filler);
    round.send(50, Behaviour.answers(2_000));
    Time.pass(round.seconds(20, 8));
    Files.delete(filler);
    round.expect(
        round.stage().instances().getFirst().lines().stream()
            .anyMatch(line -> line.contains("full")),
        "it never met the full disk");
    long freed = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(freed));
    Seen.nothingCharged(round);
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE)) {
      byte[] page = new byte[4_096];
      while (true) {
        out.write(page);
      }
    } catch (IOException _) {
      // full
    }
  }

  private static void killedAtCommit(Round round) throws Exception {
    round.send(600, round.between(0, 20));
    round.until("it works", 60, () -> round.calls().size() > 30);
    Time.pass(Duration.ofMillis(round.random().nextInt(400)));
    round.anyInstance().kill();
    long killed = Time.now();
    checkFile(round);
    round.stage().launch().awaitReady();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(killed));
  }

  private static void checkFile(Round round) throws SQLException {
    String answer =
        String.valueOf(round.stage().database().rows("PRAGMA integrity_check").getFirst().values());
    round.expect(answer.equals("[ok]"), "the file is damaged: " + answer);
  }

  private static void otherStore(Round round) {
    String other = round.stage().postgres().newDatabase().setting();
    Instance stranger = round.stage().launch(Stage.Launch.with("--database-url=" + other));
    boolean ended = stranger.process().awaitEnd(60);
    stranger.kill();
    round.expect(ended, "it was not refused");
    List<String> lines = stranger.lines();
    round.note("says: " + (lines.isEmpty() ? "nothing" : lines.getLast().replaceAll("^\\S+ ", "")));
    round.send(20, Behaviour.works(10));
  }
}

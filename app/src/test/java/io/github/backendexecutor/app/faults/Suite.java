package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plays rows one after the other. A stage on which all went well serves the next round that needs
/// the same.
final class Suite implements AutoCloseable {
  private final Path folder;
  private final boolean brief;
  private final Consumer<String> say;
  private final Path scratch;
  private final Postgres postgres;
  private @Nullable Stage stage;
  private int stages;
  private int rounds;

  /// @param folder for what rows leave behind that failed
  /// @param say gets a line for each step
  Suite(Path folder, boolean brief, Consumer<String> say) {
    this.folder = folder;
    this.brief = brief;
    this.say = say;
    try {
      this.scratch = Files.createTempDirectory("faults");
      this.postgres = new Postgres(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tally play(Row row, int times) {
    Tally tally = new Tally(row);
    if (!row.need().met().getAsBoolean()) {
      tally.skip("needs " + row.need().words());
      return tally;
    }
    for (int i = 0; i < times && !tally.failed(); i++) {
      say.accept("row %d, round %d: %s".formatted(row.number(), i + 1, row.fault()));
      playOnce(row, tally);
    }
    tally.problems().forEach(problem -> say.accept("  " + problem));
    return tally;
  }

  private void playOnce(Row row, Tally tally) {
    long seed = new Random().nextLong();
    try {
      Stage here = stageFor(row);
      Round round =
          new Round(here, tally, brief, "r%d-%d-".formatted(row.number(), ++rounds), seed);
      row.play().play(round);
      if (!tally.failed()) {
        Settled.await(round);
      }
      Oracle.judge(round);
    } catch (Exception | AssertionError e) {
      tally.problem(e.toString());
      say.accept("  seed " + seed + " " + trace(e));
    }
    tally.round();
    if (tally.failed()) {
      say.accept("  its logs: " + (stage == null ? folder : stage.folder()));
      leave();
    }
  }

  private static String trace(Throwable e) {
    return Stream.of(e.getStackTrace())
        .filter(frame -> frame.getClassName().contains(".faults."))
        .limit(4)
        .map(StackTraceElement::toString)
        .toList()
        .toString();
  }

  private Stage stageFor(Row row) {
    Stage last = stage;
    if (last != null && !last.setup().equals(row.setup())) {
      Path used = last.folder();
      leave();
      delete(used);
      last = null;
    }
    if (last == null) {
      last = new Stage(row.setup(), folder.resolve("stage-" + ++stages), postgres).open();
      stage = last;
    } else {
      last.heal();
    }
    return last;
  }

  private void leave() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = new ArrayList<>(files.toList());
      for (Path file : all.reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    leave();
    postgres.close();
    delete(scratch);
  }
}

package io.github.backendexecutor.app.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One of the rules that nothing may break, as far as the database's rows can show it. Its
/// statement is a file of its own under `invariants/`, so that an operator can run it too. A rule
/// that needs Redis or the runners to be seen has no file: I2, I8, I9, I11 to I13 and I15.
///
/// @param id such as `I4`
/// @param name the rule, in a sentence
/// @param file its place on the class path
/// @param sql answers `job_id` and `problem` for each breach, and nothing when the rule holds
public record Invariant(String id, String name, String file, String sql) {
  private static final String FOLDER = "invariants/";

  /// All that have a file, in their order.
  public static final List<Invariant> ALL =
      List.of(
          read("I01-one-end"),
          read("I03-no-run-after-the-end"),
          read("I04-attempts-increase"),
          read("I05-no-overlap"),
          read("I06-bounded"),
          read("I07-fence"),
          read("I10-nothing-vanishes"),
          read("I14-cancelled-stays-cancelled"),
          read("I16-counters"));

  /// Whether it compares sums over all jobs, so that some of them show nothing.
  boolean countsAll() {
    return sql.contains("job_standing");
  }

  /// The first line of a file is `-- <id>: <name>`.
  private static Invariant read(String name) {
    String file = FOLDER + name + ".sql";
    try (InputStream in = Invariant.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + file);
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String[] title = sql.lines().findFirst().orElse("").substring(3).split(": ", 2);
      return new Invariant(title[0], title[1], file, sql);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}

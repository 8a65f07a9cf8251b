package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.testing.ManualClock;
import io.github.backendexecutor.executor.testing.MembershipContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMembershipTest extends MembershipContract {
  private final ManualClock clock = new ManualClock();
  private final List<Membership> seats = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();
  @TempDir private Path folder;

  @Override
  protected Membership join(InstanceId instance) {
    Database database = Database.open(new SqliteAddress(file()));
    if (databases.isEmpty()) {
      database.migrate();
    }
    databases.add(database);
    Membership seat = database.membership(instance, clock);
    seats.add(seat);
    return seat;
  }

  @Override
  protected void kill(Membership seat) {
    ((JdbcMembership) seat).vanish();
  }

  @AfterEach
  void close() {
    seats.forEach(Membership::leave);
    databases.forEach(Database::close);
  }

  @Test
  void a_process_that_is_stopped_stays_attached_and_one_that_is_killed_does_not() throws Exception {
    Membership mine = join(ME);
    mine.beat();
    Process other = SeatHolder.start(file(), OTHER);
    try {
      // between lines of its log
      assertThat(other.inputReader(StandardCharsets.UTF_8).lines().anyMatch("beaten"::equals))
          .isTrue();
      assertThat(sign(mine, OTHER)).isEqualTo(new Sign(1, true, false));
      signal("STOP", other);
      IntStream.range(0, 5)
          .forEach(_ -> assertThat(sign(mine, OTHER)).isEqualTo(new Sign(1, true, false)));
    } finally {
      other.destroyForcibly().waitFor();
    }

    await().until(() -> sign(mine, OTHER), new Sign(1, false, false)::equals);
    // looking at others has not cost us our own lock
    assertThat(sign(mine, ME).attached()).isTrue();
  }

  private static void signal(String name, Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  @Test
  void after_a_day_an_instance_that_is_gone_is_forgotten_with_its_file() throws Exception {
    Membership theirs = join(OTHER);
    theirs.beat();
    theirs.leave();
    assertThat(files()).containsExactly("other.lock");
    clock.advance(Duration.ofHours(23));
    assertThat(join(ME).beat()).containsKey(OTHER);
    clock.advance(Duration.ofMinutes(61));

    assertThat(join(new InstanceId("late")).beat()).doesNotContainKey(OTHER).containsKey(ME);

    assertThat(files()).doesNotContain("other.lock").hasSize(2);
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(locks())) {
      return files.map(one -> one.getFileName().toString()).toList();
    }
  }

  @Test
  void the_files_are_for_this_user_only() throws Exception {
    join(OTHER).beat();

    assertThat(permissions(locks())).isEqualTo("rwx------");
    assertThat(permissions(locks().resolve("other.lock"))).isEqualTo("rw-------");
  }

  @Test
  void an_instance_that_cannot_lock_its_file_still_beats() throws Exception {
    Files.createFile(locks());
    Membership mine = join(ME);
    mine.beat();

    assertThat(sign(mine, ME).beat()).isEqualTo(2);
  }

  private Path file() {
    return folder.resolve("jobs.db");
  }

  private Path locks() {
    return folder.resolve("jobs.db-instances");
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

package io.github.backendexecutor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  @Test
  void nothing_is_the_file_in_the_data_folder() {
    assertThat(DatabaseAddress.parse(" "))
        .isEqualTo(new SqliteAddress(Path.of("data/executor.db")));
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:sqlite:x/y.db, x/y.db",
    "sqlite:x.db, x.db",
    "sqlite:/var/x.db, /var/x.db",
    "sqlite://x/y.db, x/y.db",
    "SQLite:///var/x.db, /var/x.db",
  })
  void a_sqlite_address_is_a_path(String address, String file) {
    assertThat(DatabaseAddress.parse(address)).isEqualTo(new SqliteAddress(Path.of(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://me:p%40s+s%2F@db:5433/jobs",
        "postgresql://me:p%40s+s%2F@db:5433/jobs"
      })
  void a_postgres_uri_has_a_decoded_login(String address) {
    PostgresAddress postgres = (PostgresAddress) DatabaseAddress.parse(address);

    assertThat(postgres.parameters()).isEqualTo(Map.of("user", "me", "password", "p@s+s/"));
    assertThat(postgres.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/jobs");
  }

  @Test
  void a_postgres_uri_may_say_little_or_much() {
    assertThat(DatabaseAddress.parse("postgres://"))
        .isEqualTo(new PostgresAddress("localhost", "", Map.of()));
    assertThat(DatabaseAddress.parse("postgres://a:1,[::1]:2/x?sslmode=require&application_name=z"))
        .isEqualTo(
            new PostgresAddress(
                "a:1,[::1]:2", "x", Map.of("sslmode", "require", "ApplicationName", "z")));
  }

  @Test
  void a_jdbc_address_has_its_login_among_the_parameters() {
    assertThat(DatabaseAddress.parse("jdbc:postgresql://db/jobs?user=me&password=a+b%26"))
        .isEqualTo(new PostgresAddress("db", "jobs", Map.of("user", "me", "password", "a b&")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://me:secret@db/jobs",
        "jdbc:postgresql://db/jobs?user=me&password=secret",
        "jdbc:postgresql://db/jobs?user=me&password=x&sslpassword=secret",
      })
  void a_password_is_never_shown(String address) {
    assertThat(DatabaseAddress.parse(address).toString()).isEqualTo("PostgreSQL at me:***@db/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://me:secret@db/jobs",
        "secret",
        "sqlite:",
        "sqlite::memory:secret",
        "sqlite:file:secret?mode=memory",
        "postgres://me:%zzsecret@db/jobs",
        "postgres://me:secret/more@db/jobs",
        "postgres://me:12/secret@db/jobs",
        "postgres://me:12?secret@db/jobs",
        "postgres://me:x@db:port/secret",
        "jdbc:postgresql:secret",
        "postgres://db/jobs?secret",
      })
  void anything_else_is_refused_in_one_line_that_says_what_is_allowed(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseAddress.parse(address))
        .withMessageContaining("allowed are: empty")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "\n"));
  }
}

package io.github.backendexecutor.app.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One Redis, one database and some executors, each a process, and the ledger of what they run.
final class Stage implements AutoCloseable {
  private final Setup setup;
  private final Path folder;
  private RedisServer redis;
  private final Postgres postgres;
  private final Database database;
  private final Ledger ledger;
  private final List<Instance> instances = new ArrayList<>();
  private final Deque<Runnable> atEnd = new ArrayDeque<>();
  private int started;

  /// @param folder for the logs and all data but PostgreSQL's
  Stage(Setup setup, Path folder, Postgres postgres) {
    this.setup = setup;
    this.folder = folder.toAbsolutePath();
    this.postgres = postgres;
    try {
      Files.createDirectories(this.folder.resolve("ledger"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.ledger = new Ledger(this.folder.resolve("ledger"));
    this.redis = new RedisServer(this.folder.resolve("redis"));
    this.database =
        setup.sqlite()
            ? Database.sqlite(this.folder.resolve("data/executor.db").toString())
            : postgres.newDatabase();
  }

  Stage open() {
    try {
      redis.start();
      heal();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts what a round has ended.
  void heal() {
    if (!redis.answers()) {
      redis.start();
    }
    instances.removeIf(instance -> !instance.alive());
    while (instances.size() < setup.executors()) {
      launch();
    }
    instances.forEach(Instance::awaitReady);
  }

  /// How one executor is started.
  ///
  /// @param before a program and its arguments that start the executor
  record Launch(
      List<String> before,
      List<String> jvm,
      List<String> settings,
      Map<String, String> environment) {
    static final Launch PLAIN = new Launch(List.of(), List.of(), List.of(), Map.of());

    static Launch with(String... settings) {
      return new Launch(List.of(), List.of(), List.of(settings), Map.of());
    }
  }

  /// Starts one more executor and returns at once.
  Instance launch() {
    return launch(Launch.PLAIN, InetAddress.getLoopbackAddress());
  }

  Instance launch(Launch how) {
    return launch(how, InetAddress.getLoopbackAddress());
  }

  /// @param address where its wires begin
  synchronized Instance launch(Launch how, InetAddress address) {
    boolean wired = setup.wired() || !address.isLoopbackAddress();
    Wire redisWire = wired ? new Wire(address, redis.port()) : null;
    Wire databaseWire = wired && !setup.sqlite() ? new Wire(address, postgres.port()) : null;
    List<String> command = new ArrayList<>(how.before());
    command.addAll(java(how.jvm()));
    command.add(
        "--redis-connection="
            + (redisWire == null ? "127.0.0.1:" + redis.port() : redisWire.address()));
    if (how.settings().stream().noneMatch(setting -> setting.startsWith("--database-url="))) {
      command.add("--database-url=" + databaseBehind(databaseWire));
    }
    command.addAll(how.settings());
    Path log = folder.resolve("executor-" + ++started + ".log");
    Tethered process = Tethered.start(command, folder, log, how.environment());
    process.whenOver(() -> ledger.died(process.pid()));
    Instance instance = new Instance(process, log, redisWire, databaseWire);
    instances.add(instance);
    return instance;
  }

  /// Ours, the classes of this suite included: the runner is one of them.
  private static String classPath() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String databaseBehind(@Nullable Wire wire) {
    String setting = database.setting();
    return wire == null ? setting : setting.replace("localhost:" + postgres.port(), wire.address());
  }

  private List<String> java(List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    command.add("-D" + LedgerFile.FOLDER + "=" + folder.resolve("ledger"));
    command.addAll(setup.jvm());
    command.addAll(more);
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of("io.github.backendexecutor.app.cli.Main", "serve", "--server.port=0"));
    for (String role : List.of("agent", "inspector", "manager")) {
      String key = "--executor.roles." + role + ".";
      command.add(key + "plugin=" + LedgerRunner.class.getName());
      command.add(key + "max=" + setup.max());
      command.addAll(List.of(key + "retry.backoff=200ms", key + "retry.max-backoff=1s"));
    }
    command.add("--executor.shutdown-grace=2s");
    command.addAll(setup.settings());
    return command;
  }

  /// Runs a short command of the program, on this stage's servers.
  Commands.Answer command(String name, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath()));
    command.addAll(List.of("io.github.backendexecutor.app.cli.Main", name));
    command.add("--redis-connection=127.0.0.1:" + redis.port());
    command.add("--database-url=" + database.setting());
    command.addAll(arguments);
    return Commands.ask(command);
  }

  /// Executors that have not ended.
  List<Instance> instances() {
    return instances.stream().filter(Instance::alive).toList();
  }

  Setup setup() {
    return setup;
  }

  Path folder() {
    return folder;
  }

  RedisServer redis() {
    return redis;
  }

  /// From now on this is the Redis: another has taken its place.
  void redis(RedisServer other) {
    redis = other;
  }

  /// What to undo once its processes have ended, the latest first.
  void atEnd(Runnable undo) {
    atEnd.push(undo);
  }

  Postgres postgres() {
    return postgres;
  }

  Database database() {
    return database;
  }

  Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    instances.forEach(Instance::close);
    redis.close();
    atEnd.forEach(Runnable::run);
  }
}

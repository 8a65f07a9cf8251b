package io.github.backendexecutor.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The table of everything that can be configured. Reading, checking, messages, `--help` and the
/// documentation come from it, in its order.
final class Settings {
  private Settings() {}

  /// What can be named as a runner.
  enum RunnerWord {
    ECHO,
    COMMAND,
    PLUGIN
  }

  private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
  private static final Duration MOMENT = Duration.ofMillis(1);

  static final Setting<String> REDIS =
      new Setting<>(
          "executor.redis",
          "REDIS_CONNECTION",
          "RedisConnection",
          Kind.serverAddress("host:port with StackExchange.Redis options, redis://… or embedded"),
          "localhost:6379",
          "Where the jobs come from; embedded starts a Redis of its own under the data folder.");

  static final Setting<String> GROUP =
      new Setting<>(
          "executor.group",
          "EXECUTOR_GROUP",
          "Group",
          Kind.text("a name without blanks", "[^\\s\\p{Cntrl}]+"),
          "executor-group",
          "The consumer group; all executors of a group share the work and one database.");

  static final Setting<String> DATABASE =
      new Setting<>(
          "executor.database",
          "DATABASE_URL",
          "Database",
          Kind.serverAddress("postgres://user:password@host/name or a JDBC address"),
          "",
          "Where the results are kept; empty: SQLite in the data folder.");

  static final Setting<String> DATA =
      new Setting<>(
          "executor.data",
          "EXECUTOR_DATA",
          "Data",
          Kind.text("a folder", "\\P{Cntrl}+"),
          "data",
          "The folder for the files of SQLite and of the embedded Redis.");

  static final Setting<Integer> TOTAL =
      new Setting<>(
          "executor.limits.total",
          "MAX_TOTAL",
          "MaxTotal",
          Kind.limit(),
          "0",
          "How many jobs run at once, all roles together.");

  static final Setting<Boolean> ENABLED =
      new Setting<>(
          "executor.roles.<role>.enabled",
          "EXECUTOR_ROLES_<ROLE>_ENABLED",
          "Roles:<Role>:Enabled",
          Kind.yesOrNo(),
          "true",
          "Whether this executor serves the role.");

  static final Setting<Integer> MAX =
      new Setting<>(
          "executor.roles.<role>.max",
          "MAX_<ROLE>",
          "Max<Role>",
          Kind.limit(),
          "0",
          "How many jobs of the role run at once.");

  static final Setting<String> STREAM =
      new Setting<>(
          "executor.roles.<role>.stream",
          "EXECUTOR_ROLES_<ROLE>_STREAM",
          "Roles:<Role>:Stream",
          Kind.text("a Redis key without blanks", "[^\\s\\p{Cntrl}]+"),
          "jobs:<role>",
          "The stream that the role's jobs come from.");

  static final Setting<RunnerWord> RUNNER =
      new Setting<>(
          "executor.roles.<role>.runner",
          "EXECUTOR_ROLES_<ROLE>_RUNNER",
          "Roles:<Role>:Runner",
          Kind.word(RunnerWord.class),
          "echo",
          "Who does the work; when only a command or a plugin is given, it is that one.");

  static final Setting<List<String>> COMMAND =
      new Setting<>(
          "executor.roles.<role>.command",
          "EXECUTOR_ROLES_<ROLE>_COMMAND",
          "Roles:<Role>:Command",
          Kind.command(),
          "",
          "The program that the runner command starts for each job.");

  static final Setting<List<String>> ENVIRONMENT =
      new Setting<>(
          "executor.roles.<role>.environment",
          "EXECUTOR_ROLES_<ROLE>_ENVIRONMENT",
          "Roles:<Role>:Environment",
          Kind.variables(),
          "PATH, HOME, LANG, LC_ALL, TZ, TMPDIR",
          "The environment variables that the program may see.");

  static final Setting<String> WORKING_DIRECTORY =
      new Setting<>(
          "executor.roles.<role>.working-directory",
          "EXECUTOR_ROLES_<ROLE>_WORKING_DIRECTORY",
          "Roles:<Role>:WorkingDirectory",
          Kind.text("a folder", "\\P{Cntrl}*"),
          "",
          "Where the program starts; empty: where the executor runs.");

  static final Setting<String> PLUGIN =
      new Setting<>(
          "executor.roles.<role>.plugin",
          "EXECUTOR_ROLES_<ROLE>_PLUGIN",
          "Roles:<Role>:Plugin",
          Kind.text("the full name of a class", "(" + NAME + "(\\." + NAME + ")*)?"),
          "",
          "The class that the runner plugin calls.");

  static final Setting<Duration> TIMEOUT =
      new Setting<>(
          "executor.roles.<role>.timeout",
          "EXECUTOR_ROLES_<ROLE>_TIMEOUT",
          "Roles:<Role>:Timeout",
          Kind.duration(MOMENT),
          "30m",
          "How long one run may take.");

  static final Setting<Integer> MAX_ATTEMPTS =
      new Setting<>(
          "executor.roles.<role>.retry.max-attempts",
          "EXECUTOR_ROLES_<ROLE>_RETRY_MAX_ATTEMPTS",
          "Roles:<Role>:Retry:MaxAttempts",
          Kind.number(1, 1000),
          "3",
          "How many runs of a job may fail before the job has failed.");

  static final Setting<Duration> BACKOFF =
      new Setting<>(
          "executor.roles.<role>.retry.backoff",
          "EXECUTOR_ROLES_<ROLE>_RETRY_BACKOFF",
          "Roles:<Role>:Retry:Backoff",
          Kind.duration(Duration.ZERO),
          "2s",
          "How long to wait before the second run; it doubles from run to run.");

  static final Setting<Duration> MAX_BACKOFF =
      new Setting<>(
          "executor.roles.<role>.retry.max-backoff",
          "EXECUTOR_ROLES_<ROLE>_RETRY_MAX_BACKOFF",
          "Roles:<Role>:Retry:MaxBackoff",
          Kind.duration(Duration.ZERO),
          "5m",
          "The longest wait between two runs.");

  static final Setting<Integer> MAX_LOST =
      new Setting<>(
          "executor.roles.<role>.retry.max-lost",
          "EXECUTOR_ROLES_<ROLE>_RETRY_MAX_LOST",
          "Roles:<Role>:Retry:MaxLost",
          Kind.number(0, 1000),
          "2",
          "How often a job may lose its executor and run again; one more, and the job has failed.");

  static final Setting<List<String>> PLUGIN_PATH =
      new Setting<>(
          "executor.plugin-path",
          "EXECUTOR_PLUGIN_PATH",
          "PluginPath",
          Kind.files(),
          "",
          "The jars that plugins are loaded from.");

  static final Setting<Integer> MAX_ENTRY_BYTES =
      new Setting<>(
          "executor.max-entry-bytes",
          "EXECUTOR_MAX_ENTRY_BYTES",
          "MaxEntryBytes",
          Kind.size(),
          "1048576",
          "A larger entry is not run but saved as failed.");

  static final Setting<Integer> MAX_OUTPUT_BYTES =
      new Setting<>(
          "executor.max-output-bytes",
          "EXECUTOR_MAX_OUTPUT_BYTES",
          "MaxOutputBytes",
          Kind.size(),
          "1048576",
          "A run with a larger result has failed.");

  static final Setting<Duration> SHUTDOWN_GRACE =
      new Setting<>(
          "executor.shutdown-grace",
          "EXECUTOR_SHUTDOWN_GRACE",
          "ShutdownGrace",
          Kind.duration(Duration.ZERO),
          "30s",
          "How long running jobs may go on when the executor stops.");

  static final Setting<Duration> DEAD_AFTER =
      new Setting<>(
          "executor.dead-after",
          "EXECUTOR_DEAD_AFTER",
          "DeadAfter",
          Kind.duration(Duration.ofSeconds(10)),
          "30s",
          "How long another executor may be silent before its jobs start elsewhere; one that was"
              + " killed is noticed in seconds, whatever this says.");

  static final Setting<Duration> RETENTION_COMPLETED =
      new Setting<>(
          "executor.retention.completed",
          "EXECUTOR_RETENTION_COMPLETED",
          "Retention:Completed",
          Kind.duration(Duration.ofHours(1)),
          "30d",
          "How long completed jobs are kept. A second entry of a job that is no longer known runs it"
              + " once more.");

  static final Setting<Duration> RETENTION_FAILED =
      new Setting<>(
          "executor.retention.failed",
          "EXECUTOR_RETENTION_FAILED",
          "Retention:Failed",
          Kind.duration(Duration.ofHours(1)),
          "90d",
          "How long failed jobs are kept.");

  static final Setting<Duration> RETENTION_CANCELLED =
      new Setting<>(
          "executor.retention.cancelled",
          "EXECUTOR_RETENTION_CANCELLED",
          "Retention:Cancelled",
          Kind.duration(Duration.ofHours(1)),
          "30d",
          "How long cancelled jobs are kept.");

  static final Setting<Integer> RETENTION_MAX_ROWS =
      new Setting<>(
          "executor.retention.max-rows",
          "EXECUTOR_RETENTION_MAX_ROWS",
          "Retention:MaxRows",
          Kind.number(1_000, 1_000_000_000),
          "10000000",
          "How many jobs of each end are kept at most; the oldest go first, but none within an hour.");

  static final Setting<LogConfig.Format> LOG_FORMAT =
      new Setting<>(
          "executor.log.format",
          "LOG_FORMAT",
          "LogFormat",
          Kind.word(LogConfig.Format.class),
          "text",
          "Lines of text, or one JSON object a line.");

  static final Setting<LogConfig.Level> LOG_LEVEL =
      new Setting<>(
          "executor.log.level",
          "LOG_LEVEL",
          "LogLevel",
          Kind.word(LogConfig.Level.class),
          "info",
          "The least important event that is logged.");

  static final Setting<Boolean> LOG_PAYLOADS =
      new Setting<>(
          "executor.log.payloads",
          "LOG_PAYLOADS",
          "LogPayloads",
          Kind.yesOrNo(),
          "false",
          "Whether the log may show what jobs carry.");

  static final Setting<Integer> PORT =
      new Setting<>(
          "server.port",
          "SERVER_PORT",
          "ServerPort",
          Kind.number(0, 65535),
          "8080",
          "The port of the dashboard and the API; 0: any free one.");

  static final Setting<String> ADDRESS =
      new Setting<>(
          "server.address",
          "SERVER_ADDRESS",
          "ServerAddress",
          Kind.ownAddress(),
          "127.0.0.1",
          "The address of the dashboard and the API; one that others can reach needs a token or an"
              + " OpenID Connect provider.");

  static final Setting<String> TOKEN =
      new Setting<>(
          "executor.token",
          "EXECUTOR_TOKEN",
          "Token",
          Kind.secret(Kind.TOKEN, "[!-~]*"),
          "",
          "What callers of the dashboard and the API show to be admin; when no token and no issuer"
              + " is set, everybody on this machine is.");

  static final Setting<String> OPERATOR_TOKEN =
      new Setting<>(
          "executor.operator-token",
          "EXECUTOR_OPERATOR_TOKEN",
          "OperatorToken",
          Kind.secret(Kind.TOKEN, "[!-~]*"),
          "",
          "Shown by callers who may submit, cancel and retry; empty: there is none.");

  static final Setting<String> VIEWER_TOKEN =
      new Setting<>(
          "executor.viewer-token",
          "EXECUTOR_VIEWER_TOKEN",
          "ViewerToken",
          Kind.secret(Kind.TOKEN, "[!-~]*"),
          "",
          "Shown by callers who may look and change nothing; empty: there is none.");

  static final Setting<String> OIDC_ISSUER =
      new Setting<>(
          "executor.oidc.issuer",
          "EXECUTOR_OIDC_ISSUER",
          "Oidc:Issuer",
          Kind.text(
              "the https address of an OpenID Connect provider; http only on this machine",
              "(https://[^\\s?#]+|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?(/[^\\s?#]*)?)?"),
          "",
          "Whose signed tokens are accepted besides; empty: nobody's.");

  static final Setting<String> OIDC_AUDIENCE =
      new Setting<>(
          "executor.oidc.audience",
          "EXECUTOR_OIDC_AUDIENCE",
          "Oidc:Audience",
          Kind.text("text without blanks", "[^\\s\\p{Cntrl}]*"),
          "",
          "For whom the provider's tokens must be made out; needed with an issuer.");

  static final Setting<String> OIDC_ROLES_CLAIM =
      new Setting<>(
          "executor.oidc.roles-claim",
          "EXECUTOR_OIDC_ROLES_CLAIM",
          "Oidc:RolesClaim",
          Kind.text("the name of a claim, with dots into objects", "[^\\s\\p{Cntrl}]+"),
          "roles",
          "Where a token says viewer, operator or admin: text with blanks, or an array.");

  static final Setting<String> SIGNALR_HUB =
      new Setting<>(
          "executor.signalr.hub",
          "SIGNALR_HUB",
          "SignalR:Hub",
          Kind.text("the full name of a hub's class", "[^\\s\\p{Cntrl}:]+"),
          "BackendExecutor.JobHub",
          "Whose clients are told over Redis: the hub of an ASP.NET Core app with"
              + " AddStackExchangeRedis, or this executor's own.");

  static final Setting<String> SIGNALR_CHANNEL_PREFIX =
      new Setting<>(
          "executor.signalr.channel-prefix",
          "SIGNALR_CHANNEL_PREFIX",
          "SignalR:ChannelPrefix",
          Kind.text("text without blanks", "[^\\s\\p{Cntrl}]*"),
          "",
          "The ChannelPrefix of that app's Redis options.");

  static final Setting<List<String>> SIGNALR_ALLOWED_ORIGINS =
      new Setting<>(
          "executor.signalr.allowed-origins",
          "EXECUTOR_SIGNALR_ALLOWED_ORIGINS",
          "SignalR:AllowedOrigins",
          Kind.origins(),
          "",
          "Pages from other servers that may connect to the hub.");

  static final Setting<String> SIGNALR_SECRET =
      new Setting<>(
          "executor.signalr.secret",
          "EXECUTOR_SIGNALR_SECRET",
          "SignalR:Secret",
          Kind.secret("16 or more printable ASCII characters without blanks", "([!-~]{16,})?"),
          "",
          "Signs the hub's connection tokens, the same for all executors of a group; empty: a"
              + " random one in their database.");

  static final Setting<String> SIGNALR_AZURE =
      new Setting<>(
          "executor.signalr.azure",
          "EXECUTOR_SIGNALR_AZURE",
          "SignalR:Azure",
          Kind.secret(
              "Endpoint=https://name.service.signalr.net;AccessKey=key;Version=1.0;",
              "(?i)|(?=.*endpoint=https?://[^/?#;\\s]+/?(;|$))(?=.*accesskey=[^;\\s]).*"),
          "",
          "The connection string of an Azure SignalR Service that holds the clients; Redis is then"
              + " not used for them.");

  static final Setting<Integer> MANAGEMENT_PORT =
      new Setting<>(
          "executor.management.port",
          "MANAGEMENT_PORT",
          "ManagementPort",
          Kind.number(0, 65535),
          "0",
          "A port of its own for health and metrics, with the same tokens; 0: server.port.");

  static final Setting<String> TRACES =
      new Setting<>(
          "executor.traces.endpoint",
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "Traces:Endpoint",
          Kind.text("http://host:port or https://…", "(https?://[^\\s@]+)?"),
          "",
          "An OpenTelemetry collector that takes traces as OTLP over HTTP (usually port 4318);"
              + " empty: no traces.");

  static final Setting<Map<String, String>> TRACES_HEADERS =
      new Setting<>(
          "executor.traces.headers",
          "OTEL_EXPORTER_OTLP_HEADERS",
          "Traces:Headers",
          Kind.headers(),
          "",
          "What the collector wants to see, such as api-key=secret.");

  static final List<Setting<?>> ALL =
      List.of(
          REDIS,
          GROUP,
          DATABASE,
          DATA,
          TOTAL,
          ENABLED,
          MAX,
          STREAM,
          RUNNER,
          COMMAND,
          ENVIRONMENT,
          WORKING_DIRECTORY,
          PLUGIN,
          TIMEOUT,
          MAX_ATTEMPTS,
          BACKOFF,
          MAX_BACKOFF,
          MAX_LOST,
          PLUGIN_PATH,
          MAX_ENTRY_BYTES,
          MAX_OUTPUT_BYTES,
          SHUTDOWN_GRACE,
          DEAD_AFTER,
          RETENTION_COMPLETED,
          RETENTION_FAILED,
          RETENTION_CANCELLED,
          RETENTION_MAX_ROWS,
          LOG_FORMAT,
          LOG_LEVEL,
          LOG_PAYLOADS,
          PORT,
          ADDRESS,
          TOKEN,
          OPERATOR_TOKEN,
          VIEWER_TOKEN,
          OIDC_ISSUER,
          OIDC_AUDIENCE,
          OIDC_ROLES_CLAIM,
          SIGNALR_HUB,
          SIGNALR_CHANNEL_PREFIX,
          SIGNALR_ALLOWED_ORIGINS,
          SIGNALR_SECRET,
          SIGNALR_AZURE,
          MANAGEMENT_PORT,
          TRACES,
          TRACES_HEADERS);
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.LogConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How Spring Boot is set up, where the configuration does not say otherwise.
final class SpringDefaults {
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p"
          + " %replace([%X{role} %X{jobId} #%X{attempt}] ){'\\[  #\\] | #(?=\\])', ''}"
          + "%replace([trace %X{traceId}] ){'\\[trace \\] ', ''}"
          + "%replace(%m){'[\\r\\n]+', ' '}%n%ex{30}";

  private SpringDefaults() {}

  static Map<String, Object> of(ExecutorConfig config) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    // the files are read already, in an order of our own
    defaults.put("spring.config.location", "optional:classpath:/no-files-for-spring/");
    defaults.put("spring.main.banner-mode", "off");
    defaults.put("spring.main.log-startup-info", "false");
    defaults.put("spring.threads.virtual.enabled", "true");
    defaults.put("server.port", config.server().port());
    defaults.put("server.address", config.server().address());
    defaults.put("server.tomcat.connection-timeout", "10s"); // bounds a write that hangs, too
    defaults.put("server.shutdown", "graceful");
    long stop = config.shutdownGrace().plusSeconds(30).toSeconds();
    defaults.put("spring.lifecycle.timeout-per-shutdown-phase", stop + "s");
    // errors are told by the gate, the API and the server's own valve
    defaults.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration");
    // only what a controller names is served, not whatever jars carry in META-INF/resources
    defaults.put("spring.web.resources.add-mappings", "false");
    management(defaults, config);
    logging(defaults, config.log());
    return defaults;
  }

  private static void management(Map<String, Object> defaults, ExecutorConfig config) {
    if (config.watch().port() > 0) {
      defaults.put("management.server.port", config.watch().port());
      defaults.put("management.server.address", config.server().address());
    }
    defaults.put("management.endpoints.web.exposure.include", "health,prometheus");
    defaults.put("management.endpoints.web.discovery.enabled", "false");
    defaults.put("management.endpoint.health.probes.enabled", "true");
    defaults.put("management.endpoint.health.show-details", "never");
    defaults.put("management.endpoint.health.group.liveness.include", "livenessState,loops");
    defaults.put("management.endpoint.health.group.readiness.include", "readinessState,executor");
  }

  private static void logging(Map<String, Object> defaults, LogConfig log) {
    String level = log.level().name().toLowerCase(Locale.ROOT);
    boolean verbose = log.level().compareTo(LogConfig.Level.INFO) < 0;
    defaults.put("logging.level.root", verbose ? "info" : "warn");
    defaults.put("logging.level.io.github.backendexecutor", level);
    // a start that fails is told once, by the command
    defaults.put("logging.level.org.springframework.boot.diagnostics", "off");
    defaults.put("logging.level.org.springframework.boot.SpringApplication", "off");
    defaults.put("logging.level.org.springframework.boot.web.server.servlet.context", "error");
    defaults.put("logging.level.org.springframework.web.servlet.PageNotFound", "error");
    // what it has to say comes as an exception, and is logged once
    defaults.put("logging.level.com.zaxxer.hikari", "error");
    // it logs a stack trace for each Sentinel that is away; the outage itself is logged anyway
    defaults.put(
        "logging.level.redis.clients.jedis.providers.SentineledConnectionProvider", "error");
    defaults.put("logging.level.executor.jobs", level);
    defaults.put("logging.level.executor.payloads", log.payloads() ? "info" : "off");
    if (log.format() == LogConfig.Format.JSON) {
      defaults.put("logging.structured.format.console", "logstash");
    } else {
      defaults.put("logging.pattern.console", LINE);
    }
  }
}

package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.doctor.Doctor;
import io.github.backendexecutor.app.doctor.Finding;
import io.github.backendexecutor.app.doctor.Level;
import io.github.backendexecutor.app.doctor.Report;
import io.github.backendexecutor.app.wiring.Desk;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `executor doctor`: what could lose jobs or hold them up, and what to do about it.
@Command(
    name = "doctor",
    description = {
      "Examines Redis, the streams, the database and this host for what loses jobs or holds them",
      "up, and says what to do. It changes nothing."
    },
    footer = {
      "",
      "Exits with 0 when nothing fails, 1 when something does, 69 when neither Redis nor the",
      "database answers."
    })
final class DoctorCommand extends DeskCommand {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST = 1_000;

  @Override
  int run(Desk desk) throws InterruptedException {
    Consumer<Finding> tell = json() ? _ -> {} : this::print;
    Report report = new Doctor(desk.patient(), desk.clock(), tell).examine();
    if (json()) {
      out().println(asJson(report.findings()));
    } else {
      out()
          .printf(
              "%d ok, %d to watch, %d failed, %d unknown%n",
              report.count(Level.OK),
              report.count(Level.WARN),
              report.count(Level.FAIL),
              report.count(Level.UNKNOWN));
    }
    if (!report.redis() && !report.database()) {
      return Exit.UNAVAILABLE;
    }
    return report.count(Level.FAIL) > 0 ? Exit.FAILED : Exit.OK;
  }

  /// What a service finds of its own servers.
  @Override
  int run(ApiClient api) throws InterruptedException {
    JsonNode items = api.get("/doctor").path("items");
    if (json()) {
      out().println(items);
    }
    boolean failed = false;
    for (JsonNode item : items) {
      Level level = Level.valueOf(item.path("level").asString("").toUpperCase(Locale.ROOT));
      failed |= level == Level.FAIL;
      if (!json()) {
        print(
            new Finding(
                level,
                item.path("name").asString(""),
                item.path("finding").asString(""),
                item.path("advice").asString("")));
      }
    }
    return failed ? Exit.FAILED : Exit.OK;
  }

  private void print(Finding finding) {
    out()
        .printf(
            "%-7s  %-18s  %s%n",
            finding.level().word(),
            SafeText.brief(finding.check(), LONGEST),
            SafeText.brief(finding.found(), LONGEST));
    if (!finding.advice().isEmpty()) {
      out().println("         -> " + SafeText.brief(finding.advice(), LONGEST));
    }
  }

  private static String asJson(List<Finding> findings) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (Finding finding : findings) {
        out.writeStartObject();
        out.writeStringProperty("level", finding.level().name().toLowerCase(Locale.ROOT));
        out.writeStringProperty("check", finding.check());
        out.writeStringProperty("found", finding.found());
        out.writeStringProperty("advice", finding.advice());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return text.toString();
  }
}

package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.Exam;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.doctor.Doctor;
import java.util.List;
import java.util.Locale;

/// The doctor's examination, with connections of its own, as `./executor doctor` makes it.
record DeskExam(ExecutorConfig config) implements Exam {
  @Override
  public List<Finding> examine() throws InterruptedException {
    try (Desk desk = Desk.of(config)) {
      return new Doctor(desk.patient(), desk.clock(), _ -> {})
          .examine().findings().stream()
              .map(found ->
                  new Finding(
                      found.level().name().toLowerCase(Locale.ROOT),
                      found.check(),
                      found.found(),
                      found.advice()))
              .toList();
    }
  }
}

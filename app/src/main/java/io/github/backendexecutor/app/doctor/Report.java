package io.github.backendexecutor.app.doctor;

import java.util.List;

/// What the doctor saw.
///
/// @param redis whether Redis answered
/// @param database whether the database answered
public record Report(List<Finding> findings, boolean redis, boolean database) {
  public long count(Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}

package io.github.backendexecutor.app.faults;

import java.util.ArrayList;
import java.util.List;

/// What a row needs to stand on its stage.
///
/// @param executors how many run at first
/// @param max how many jobs of a role each of them runs at once
/// @param sqlite a SQLite file instead of PostgreSQL
/// @param wired each executor has a [Wire] to each server
/// @param settings further settings of the executors
/// @param jvm further options of their JVMs
record Setup(
    int executors,
    int max,
    boolean sqlite,
    boolean wired,
    List<String> settings,
    List<String> jvm) {

  static Setup of(int executors) {
    return new Setup(executors, 150, false, false, List.of(), List.of());
  }

  Setup max(int jobs) {
    return new Setup(executors, jobs, sqlite, wired, settings, jvm);
  }

  Setup onSqlite() {
    return new Setup(executors, max, true, wired, settings, jvm);
  }

  Setup onWires() {
    return new Setup(executors, max, sqlite, true, settings, jvm);
  }

  Setup with(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return new Setup(executors, max, sqlite, wired, all, jvm);
  }

  Setup jvm(String... more) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(List.of(more));
    return new Setup(executors, max, sqlite, wired, settings, all);
  }
}

package io.github.backendexecutor.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/// All measurements by their names.
final class Plays {
  /// @param what in a sentence, for the list and the table
  /// @param reach how far it should get, in words; empty: nothing is asked
  record Entry(String what, String reach, Play play) {}

  static final Map<String, Entry> ALL = all();

  private Plays() {}

  private static Map<String, Entry> all() {
    Map<String, Entry> all = new LinkedHashMap<>();
    all.put(
        "throughput-sqlite",
        entry(
            "200,000 jobs that do nothing, SQLite; against the bare loop",
            "ratio ≥ 0.30",
            new ThroughputPlay("", 3)));
    all.put(
        "throughput-postgres",
        entry("the same, PostgreSQL", "ratio ≥ 0.15", new ThroughputPlay(null, 3)));
    all.put(
        "random-ids",
        entry(
            "the same, SQLite, ids that come in no order",
            "",
            new ThroughputPlay("", 3).withRandomIds()));
    all.put(
        "waited-for",
        entry(
            "the same, SQLite, each job names a workflow and a connection",
            "",
            new ThroughputPlay("", 3).waitedFor()));
    all.put("roles", entry("30 roles, SQLite; against 3 roles", "ratio ≥ 0.9", new RolesPlay()));
    all.put(
        "latency",
        entry(
            "500 jobs a second for 30 s, SQLite, ms; against a bare client that waits",
            "start p50 ≤ 1.5, p99 ≤ 10",
            new LatencyPlay()));
    all.put(
        "latency-hub",
        entry(
            "500 jobs a second for 30 s, ms until a SignalR client has the event",
            "",
            new HubPlay()));
    all.put(
        "waiting-10k",
        entry(
            "10,000 jobs that wait 1 s, s; against bare virtual threads",
            "≤ 2 s",
            new WaitingPlay(10_000, 1)));
    all.put(
        "waiting-100k",
        entry(
            "100,000 jobs that wait 5 s, s; against bare virtual threads",
            "≤ 8 s, ≤ 1.5 GiB",
            new WaitingPlay(100_000, 5)));
    all.put(
        "idle",
        entry(
            "the service with 3 roles and nothing to do, for 60 s",
            "≤ 3 commands/s, ≤ 2 statements/s, CPU ≤ 1 %",
            new IdlePlay()));
    all.put("beats", entry("10,000 jobs in flight; against 10", "the same", new BeatsPlay()));
    all.put(
        "start",
        entry(
            "from the start of ./executor to the first settled job, s, with its cache; against without",
            "ratio ≤ 0.6, ≤ 2.5 s",
            new StartPlay()));
    all.put(
        "memory",
        entry(
            "highest memory, MiB, with 1,000,000 entries and with 200 of 1 MiB; against 1,000 entries",
            "ratio ≤ 1.2",
            new MemoryPlay()));
    all.put(
        "growth",
        entry(
            "throughput with 10,000,000 finished rows, SQLite; against none",
            "ratio ≥ 0.85",
            new GrowthPlay()));
    all.put(
        "instances",
        entry("3 processes on one PostgreSQL; against 1", "ratio ≥ 1", new InstancesPlay()));
    return all;
  }

  private static Entry entry(String what, String reach, Play play) {
    return new Entry(what, reach, play);
  }
}

package io.github.backendexecutor.app.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import redis.clients.jedis.params.XAddParams;

/// Sends jobs of known ids, and remembers them.
final class Producer {
  static final String AGENT = "jobs:agent";
  static final List<String> STREAMS = List.of(AGENT, "jobs:inspector", "jobs:manager");
  private static final int AT_ONCE = 1_000;

  private final Stage stage;
  private final String prefix;
  private final Set<String> sent = Collections.synchronizedSet(new LinkedHashSet<>());

  Producer(Stage stage, String prefix) {
    this.stage = stage;
    this.prefix = prefix;
  }

  /// Ids of all that Redis has taken.
  Set<String> sent() {
    return sent;
  }

  List<String> send(String stream, int jobs, IntFunction<Behaviour> behaviour) {
    List<String> ids = new ArrayList<>();
    for (int first = 0; first < jobs; first += AT_ONCE) {
      int from = first;
      var entries = entries(Math.min(AT_ONCE, jobs - first), i -> behaviour.apply(from + i));
      add(stream, entries);
      ids.addAll(taken(entries));
    }
    return ids;
  }

  /// The next jobs to send.
  List<Map<String, String>> entries(int jobs, IntFunction<Behaviour> behaviour) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      String id = prefix + "%07d".formatted(sent.size() + i);
      entries.add(Map.of("jobId", id, "payload", behaviour.apply(i).payload(), "task", "fault"));
    }
    return entries;
  }

  /// Remembers that Redis took these.
  List<String> taken(List<Map<String, String>> entries) {
    List<String> ids = entries.stream().map(entry -> String.valueOf(entry.get("jobId"))).toList();
    sent.addAll(ids);
    return ids;
  }

  /// Sends entries as they are.
  void add(String stream, List<Map<String, String>> entries) {
    stage
        .redis()
        .tell(pipeline ->
            entries.forEach(entry -> pipeline.xadd(stream, XAddParams.xAddParams(), entry)));
  }
}

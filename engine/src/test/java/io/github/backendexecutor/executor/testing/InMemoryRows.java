package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Standing;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the stores of all instances share: the rows, under one lock.
final class InMemoryRows {
  private static final Comparator<InMemoryRow> OLDEST_DUE =
      Comparator.comparing(InMemoryRow::due).thenComparing(row -> row.job.id().value());

  private final Map<JobId, InMemoryRow> jobs = new LinkedHashMap<>();
  private final List<AttemptRecord> attempts = new ArrayList<>();
  private final Map<InstanceId, List<Ending>> kept = new LinkedHashMap<>();
  private final InMemoryInstances instances;
  private boolean down;
  private boolean loseAnswer;
  private boolean diskFull;

  InMemoryRows(InMemoryInstances instances) {
    this.instances = instances;
    instances.setOwners(this::owners);
  }

  /// Does the work as one transaction.
  synchronized <A> A answer(Supplier<A> work) {
    if (down) {
      throw new StoreUnavailable("the store is down", new IOException("down"));
    }
    A answer = work.get();
    if (loseAnswer) {
      loseAnswer = false;
      throw new StoreUnavailable("the answer was lost", new IOException("lost"));
    }
    return answer;
  }

  synchronized void setDown(boolean isDown) {
    down = isDown;
    if (isDown) {
      instances.goDown();
    } else {
      instances.comeBack();
    }
  }

  synchronized void setLoseAnswer() {
    loseAnswer = true;
  }

  synchronized void setDiskFull(boolean full) {
    diskFull = full;
  }

  boolean losesAnswer() {
    return loseAnswer;
  }

  InMemoryInstances instances() {
    return instances;
  }

  @Nullable InMemoryRow get(JobId id) {
    return jobs.get(id);
  }

  Collection<InMemoryRow> all() {
    return jobs.values();
  }

  InMemoryRow add(Job job, @Nullable Entry entry, Standing standing, Instant now) {
    InMemoryRow row = new InMemoryRow(job, entry, standing, now);
    jobs.put(job.id(), row);
    return row;
  }

  void remove(JobId id) {
    jobs.remove(id);
    attempts.removeIf(one -> one.jobId().equals(id));
  }

  void add(AttemptRecord attempt) {
    attempts.add(attempt);
  }

  List<AttemptRecord> attempts(JobId id) {
    return attempts.stream().filter(one -> one.jobId().equals(id)).toList();
  }

  /// How a run ended; null when it has not.
  @Nullable String outcome(RunKey run) {
    return attempts(run.job()).stream()
        .filter(one -> one.attempt() == run.attempt())
        .map(AttemptRecord::outcome)
        .findFirst()
        .orElse(null);
  }

  /// The rows of the role that wait, in the order of their times.
  Stream<InMemoryRow> waiting(Role role) {
    return jobs.values().stream()
        .filter(row -> row.job.role().equals(role) && row.nextRunAt != null)
        .sorted(OLDEST_DUE);
  }

  /// The running rows of an owner and role, in the order of their ids.
  Stream<InMemoryRow> running(InstanceId owner, Role role) {
    return jobs.values().stream()
        .filter(row -> row.ownedBy(owner, role))
        .sorted(Comparator.comparing(row -> row.job.id().value()));
  }

  private synchronized Set<InstanceId> owners() {
    Set<InstanceId> owners = new HashSet<>();
    for (InMemoryRow row : jobs.values()) {
      InstanceId owner = row.standing.owner();
      if (row.standing.state() == JobState.RUNNING && owner != null) {
        owners.add(owner);
      }
    }
    return owners;
  }

  synchronized void keep(InstanceId owner, Ending ending) throws IOException {
    if (diskFull) {
      throw new IOException("the disk is full");
    }
    kept.computeIfAbsent(owner, _ -> new ArrayList<>()).add(ending);
  }

  synchronized int kept(InstanceId owner) {
    return kept.getOrDefault(owner, List.of()).size();
  }

  /// What was kept for this owner, which is kept no longer.
  List<Ending> takeKept(InstanceId owner) {
    List<Ending> taken = kept.remove(owner);
    return taken == null ? List.of() : taken;
  }
}

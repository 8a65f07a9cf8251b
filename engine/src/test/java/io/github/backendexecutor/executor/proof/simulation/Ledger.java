package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.util.ArrayList;
import java.util.List;

/// What the runners say of themselves: every call, when it began and when it ended. Nothing that an
/// executor does can change it.
final class Ledger {
  private final List<Call> calls = new ArrayList<>();

  /// One call of a runner.
  static final class Call {
    final JobId job;
    final Role role;
    final int attempt;
    final InstanceId who;
    private boolean over;
    private boolean stubborn;

    private Call(JobId job, Role role, int attempt, InstanceId who) {
      this.job = job;
      this.role = role;
      this.attempt = attempt;
      this.who = who;
    }

    void ends() {
      over = true;
    }

    /// It goes on although it was interrupted, as only a bad runner does: others may follow it.
    void ignoresInterrupt() {
      stubborn = true;
    }

    boolean goesOn() {
      return !over && !stubborn;
    }
  }

  Call starts(JobId job, Role role, int attempt, InstanceId who) {
    Call call = new Call(job, role, attempt, who);
    calls.add(call);
    return call;
  }

  /// All calls of a process end with it.
  void died(InstanceId who) {
    calls.stream().filter(call -> call.who.equals(who)).forEach(Call::ends);
  }

  List<Call> of(JobId job) {
    return calls.stream().filter(call -> call.job.equals(job)).toList();
  }

  long goingOn(InstanceId who) {
    return calls.stream().filter(call -> call.who.equals(who) && call.goesOn()).count();
  }

  long goingOn(InstanceId who, Role role) {
    return calls.stream()
        .filter(call -> call.who.equals(who) && call.role.equals(role) && call.goesOn())
        .count();
  }
}

package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.Observer.Stage;
import io.github.backendexecutor.executor.spi.Observer.Stay;
import io.github.backendexecutor.executor.spi.Observer.Story;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The story of one job: begin, run, judge, finish, tell, settle. The only place that knows this
/// order, and the order is the promise: nothing runs whose begin is not committed, nothing is told
/// before its end is committed, and the entry leaves Redis last.
final class JobRun implements Runnable {
  private final Rooms rooms;
  private final Arrival arrival;
  private final Slot slot;
  private final Consumer<JobRun> whenOver;
  private final Story story;
  private final JobLog log = new JobLog();
  private final RunControl control = new RunControl(this::leaveBehind);
  private volatile @Nullable Run current;
  private @Nullable Begun begun;

  /// @param whenOver called at least once when the run holds its slot no longer
  JobRun(Rooms rooms, Arrival arrival, Slot slot, Consumer<JobRun> whenOver) {
    this.rooms = rooms;
    this.arrival = arrival;
    this.slot = slot;
    this.whenOver = whenOver;
    this.story = rooms.observer().begins(arrival.role(), arrival.jobId(), arrival.traceparent());
  }

  @Override
  public void run() {
    guarded(() -> {
      switch (begin()) {
        case Begun.Started(var run) -> {
          perform(run);
          return false;
        }
        case Begun.Scheduled(var at) -> {
          waits();
          rooms.dueTimes().note(arrival.role(), at);
        }
        case Begun.Ended(var event) -> {
          return tellAgain(event);
        }
        case Begun.Elsewhere(var state) -> elsewhere(state);
      }
      return true;
    });
  }

  private Begun begin() {
    if (arrival instanceof Arrival.Claimed claimed) {
      return claimed.begin(rooms.store());
    }
    try {
      return begun == null ? beginAlone() : begun;
    } finally {
      rooms.unsaved().leave(arrival.weight());
    }
  }

  private Begun beginAlone() {
    try (Stay _ = awaitsBegin()) {
      return arrival.begin(rooms.store());
    }
  }

  /// From now on until the answer is closed the job waits for the right to run.
  Stay awaitsBegin() {
    return story.enter(Stage.BEGIN);
  }

  /// The answer has come before the thread of the job starts.
  void begun(Begun answer) {
    begun = answer;
    if (answer instanceof Begun.Started(var run)) {
      current = run; // from now on it can be lost, or cancelled
    }
  }

  /// The story goes on without this thread.
  private void perform(Run run) {
    current = run;
    story.started(run);
    JobLines.started(run, story.traceId());
    if (control.cause() == null) {
      tell(JobEvent.started(run));
    }
    if (!rooms.lease().await()) { // after a pause the job may be another's: then it is stopped
      stop(new Outcome.Interrupted());
    }
    Outcome outcome = callRunner(run);
    if (control.end()) {
      conclude(run, outcome);
    }
  }

  private Outcome callRunner(Run run) {
    try (Stay stay = story.enter(Stage.RUN)) {
      String context = stay.traceparent();
      Run traced = context == null ? run : run.tracedBy(context);
      return rooms.runnerCall().run(traced, control, log);
    }
  }

  private void conclude(Run run, Outcome outcome) {
    Verdict verdict = rooms.policy().judge(outcome, run);
    save(new Ending(run, outcome, verdict, rooms.clock().now(), log.text()), true);
  }

  /// Hands the ending over; no thread waits until it is saved.
  private void save(Ending ending, boolean mayBeRefused) {
    Stay stay = story.enter(Stage.SAVE);
    rooms.unsaved().enter(ending.weight());
    rooms
        .store()
        .finish(ending, answer -> guarded(() -> saved(ending, answer, stay, mayBeRefused)));
  }

  private boolean saved(
      Ending ending, Supplier<Optional<Saved>> answer, Stay stay, boolean mayBeRefused) {
    Optional<Saved> saved;
    try (stay) {
      saved = answer.get();
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) { // the database refuses what the run returned, and always would
      if (!mayBeRefused) {
        throw e;
      }
      save(ending.refused("the result could not be saved: " + e.getMessage()), false);
      return false;
    } finally {
      rooms.unsaved().leave(ending.weight());
    }
    if (saved.isEmpty()) {
      JobLines.kept(ending.run()); // it is told and settled when its entry is found
      return true;
    }
    return switch (saved.get()) {
      case AS_GIVEN -> ended(ending);
      case AS_CANCELLED -> ended(ending.cancelled());
      case NOT_OURS -> {
        rooms.tally().refused();
        JobLines.lost(ending.run());
        yield true;
      }
    };
  }

  private boolean ended(Ending ending) {
    JobLines.ended(ending);
    story.ended(ending);
    tell(JobEvent.of(ending));
    switch (ending.verdict()) {
      case Verdict.Done _, Verdict.Bury _, Verdict.Cancel _ -> {
        return settle();
      }
      case Verdict.Retry(var after, _) -> {
        waits();
        rooms.dueTimes().note(arrival.role(), ending.at().plus(after));
      }
      case Verdict.Release() -> {} // whoever looks for due rows next starts it
    }
    return true;
  }

  private void elsewhere(JobState state) {
    JobLines.duplicate(state);
    Entry entry = arrival.entry();
    if (state != JobState.RUNNING) {
      waits();
    } else if (entry != null) {
      rooms.parked().runs(entry);
    }
  }

  private void waits() {
    Entry entry = arrival.entry();
    if (entry != null) {
      rooms.parked().waits(entry);
    }
  }

  /// The job had ended when its entry came, or the entry can never run: whoever saved that end may
  /// have died before it told or settled.
  private boolean tellAgain(JobEvent event) {
    JobLines.endedBefore(event);
    tell(event);
    return settle();
  }

  private void tell(@Nullable JobEvent event) {
    if (event != null) {
      try (Stay _ = story.enter(Stage.TELL)) {
        rooms.notifier().tell(event);
      }
    }
  }

  /// False when there is an entry: the story is over when Redis has let it go, and no thread waits
  /// for that.
  private boolean settle() {
    Entry entry = arrival.entry();
    if (entry == null) {
      return true;
    }
    Stay stay = story.enter(Stage.SETTLE);
    Runnable settled =
        () -> {
          stay.close();
          over();
        };
    rooms.settling().settle(entry, arrival.settleKey(), slot::close, settled);
    return false;
  }

  /// Asks the run to end; what becomes of the job follows from the reason.
  void stop(Outcome why) {
    control.stop(why);
  }

  /// The run belongs to another process now. Its end counts for nothing.
  ///
  /// @return false when the runner has ended already
  boolean lose() {
    return insist(new Outcome.Interrupted());
  }

  /// Somebody cancelled the job.
  void cancel() {
    insist(new Outcome.Cancelled());
  }

  /// A runner that does not react in time is left behind.
  private boolean insist(Outcome why) {
    boolean asked = control.stop(why);
    if (asked) {
      rooms.clock().alarm(RunnerCall.PATIENCE, control::abandon);
    }
    return asked;
  }

  /// Which run goes on; empty before it has begun.
  Optional<RunKey> key() {
    return Optional.ofNullable(current).map(Run::key);
  }

  /// Ends a run that was asked to and does not.
  void abandon() {
    control.abandon();
  }

  private void leaveBehind(Outcome why) {
    Run run = current;
    if (run != null) {
      rooms.threads().start(() -> concludeWithoutRunner(run, why));
    }
  }

  private void concludeWithoutRunner(Run run, Outcome why) {
    guarded(() -> {
      JobLines.leftBehind(run);
      conclude(run, why);
      return false;
    });
  }

  /// Whatever happens in it, the slot comes free, once, and this process knows the entry until
  /// then.
  ///
  /// @param part answers whether the story is over with it
  private void guarded(BooleanSupplier part) {
    boolean over = true;
    try (var _ = JobLines.about(arrival.role(), arrival.jobId(), current, story.traceId())) {
      over = part.getAsBoolean();
    } catch (StoreUnavailable e) {
      JobLines.leftPending(e);
    } catch (RuntimeException | Error e) { // whose turn comes after it must not suffer
      JobLines.broken(e);
    } finally {
      if (over) {
        over();
      }
    }
  }

  private void over() {
    slot.close();
    story.close();
    whenOver.accept(this);
  }
}

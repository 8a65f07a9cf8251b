package io.github.backendexecutor.executor.proof.model;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Duration;

/// What one thread of an instance is doing with the job. It is lost when the instance crashes.
///
/// @param entry which entry it is about
/// @param attempt which run, from RUN to SAVE
/// @param result how the run ended, in SAVE
/// @param declared in RUN: the instance was declared dead since the run began
record Hand(Doing doing, int entry, int attempt, Result result, boolean declared) {
  enum Doing {
    NOTHING,
    /// It has read the entry and will begin it.
    BEGIN,
    /// The runner runs.
    RUN,
    /// The runner has ended, its ending is to be saved.
    SAVE,
    /// The job has ended, its entry is to be settled.
    SETTLE
  }

  /// The verdicts.
  enum Result {
    DONE,
    RETRY,
    BURY,
    RELEASE,
    CANCEL;

    Verdict verdict() {
      return switch (this) {
        case DONE -> new Verdict.Done(JsonText.NULL);
        case RETRY -> new Verdict.Retry(Duration.ZERO, "");
        case BURY -> new Verdict.Bury("");
        case RELEASE -> new Verdict.Release();
        case CANCEL -> new Verdict.Cancel();
      };
    }

    JobState state() {
      return verdict().state();
    }
  }

  static final int BITS = 10;
  static final Hand EMPTY = new Hand(Doing.NOTHING, 0, 0, Result.DONE, false);

  static Hand begins(int entry) {
    return new Hand(Doing.BEGIN, entry, 0, Result.DONE, false);
  }

  static Hand runs(int entry, int attempt) {
    return new Hand(Doing.RUN, entry, attempt, Result.DONE, false);
  }

  Hand ended(Result with) {
    return new Hand(Doing.SAVE, entry, attempt, with, false);
  }

  Hand settles() {
    return new Hand(Doing.SETTLE, entry, 0, Result.DONE, false);
  }

  Hand declaredDead() {
    return doing == Doing.RUN ? new Hand(doing, entry, attempt, result, true) : this;
  }

  boolean isEmpty() {
    return doing == Doing.NOTHING;
  }

  @SuppressWarnings("EnumOrdinal") // a code is read by the program that wrote it
  long code() {
    int detail = doing == Doing.RUN ? (declared ? 1 : 0) : result.ordinal();
    return ((doing.ordinal() * 2L + entry) * 8 + attempt) * 8 + detail;
  }

  @SuppressWarnings("EnumOrdinal")
  static Hand of(long code) {
    int detail = (int) (code % 8);
    Doing doing = Doing.values()[(int) (code / 128)];
    boolean runs = doing == Doing.RUN;
    return new Hand(
        doing,
        (int) (code / 64 % 2),
        (int) (code / 8 % 8),
        Result.values()[runs ? 0 : detail],
        runs && detail == 1);
  }
}

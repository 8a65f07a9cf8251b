package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One call of the store that waits to be written, and its answer once it is. No record: two calls
/// with the same values are two requests.
///
/// @param <A> the answer
abstract sealed class Request<A> permits Request.Begin, Request.Finish, Request.Due, Request.Look {
  private @Nullable A answer;

  void answer(A value) {
    answer = value;
  }

  boolean isAnswered() {
    return answer != null;
  }

  /// Takes the answer back: its batch failed, and it is written again.
  void clear() {
    answer = null;
  }

  A answer() {
    return Objects.requireNonNull(answer);
  }

  static final class Begin extends Request<Begun> {
    final Delivery delivery;

    /// What the delivery becomes when its job is unknown.
    final JobRow row;

    Begin(Delivery delivery, JobRow row) {
      this.delivery = delivery;
      this.row = row;
    }
  }

  static final class Finish extends Request<Saved> {
    final RunEnd end;

    Finish(RunEnd end) {
      this.end = end;
    }
  }

  /// Asks for nothing but that what was kept is saved.
  static final class Look extends Request<Boolean> {}

  static final class Due extends Request<List<Run>> {
    final Role role;
    final int max;
    final Instant now;

    Due(Role role, int max, Instant now) {
      this.role = role;
      this.max = max;
      this.now = now;
    }
  }
}

package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.List;

/// An event as clients are sent it, and where it stands among the events that they follow.
///
/// @param workflow may be empty
record Letter(
    String eventId,
    String job,
    String workflow,
    boolean last,
    EventNumber number,
    SerializedMessage message) {

  /// The same for the same event, however often it is told. The number says more than the id: a job
  /// that was cancelled before its second generation began has ended twice in one attempt.
  String key() {
    return number.inJob() == 0 ? eventId : job + "#" + number.inJob();
  }

  /// The feeds that count it; none when it has no numbers.
  List<Feed> feeds() {
    Feed inJob = new Feed.OfJob(job);
    return number.inJob() == 0
        ? List.of()
        : number.inWorkflow() == 0 ? List.of(inJob) : List.of(inJob, new Feed.OfWorkflow(workflow));
  }

  /// Where it stands in one of its feeds.
  long in(Feed feed) {
    return switch (feed) {
      case Feed.OfJob _ -> number.inJob();
      case Feed.OfWorkflow _ -> number.inWorkflow();
    };
  }

  /// About how much heap it takes.
  long weight() {
    return 200L + message.byProtocol().values().stream().mapToLong(b -> b.length).sum();
  }
}

package io.github.backendexecutor.executor.job;

/// An entry as it was read from its stream: it is a job, or it is the reason why it is none.
public sealed interface Delivery {
  Entry entry();

  Role role();

  JobId jobId();

  /// The value that the entry's `jobId` must have when it is settled, so that an entry id that was
  /// used again for another job (Redis lost its data) is left alone. Empty: not compared.
  String settleKey();

  /// About how much heap this delivery keeps alive, in bytes.
  long weight();

  /// An entry that is a job.
  record Readable(Entry entry, Job job) implements Delivery {
    @Override
    public Role role() {
      return job.role();
    }

    @Override
    public JobId jobId() {
      return job.id();
    }

    @Override
    public String settleKey() {
      return job.id().value();
    }

    @Override
    public long weight() {
      return job.weight();
    }
  }

  /// An entry that can never be run. It is saved as a failed job, told and settled, and never run.
  ///
  /// @param jobId the entry's own when it could be read, else `<stream>/<entry id>`
  /// @param connectionId whom to tell; empty when it could not be read
  /// @param reason what is wrong and what is allowed, for a person
  /// @param raw the fields as they came, cut to a bounded size, as a JSON array of `[name, value]`
  ///   pairs
  record Unreadable(
      Entry entry,
      Role role,
      JobId jobId,
      String workflowId,
      String connectionId,
      String reason,
      JsonText raw)
      implements Delivery {
    @Override
    public String settleKey() {
      return "";
    }

    @Override
    public long weight() {
      return 1_024L + raw.text().length();
    }
  }
}

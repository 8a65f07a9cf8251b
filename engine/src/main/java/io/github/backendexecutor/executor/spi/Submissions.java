package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Claim;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Submission;
import java.util.Optional;

/// Which requests have put a job on a stream, so that a repeated one puts no second one there. Kept
/// for seven days.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Submissions {
  /// Asks to submit this request under a key. Of any number of calls with a key that is not known
  /// one is answered [Claim.New].
  ///
  /// @param key at most 300 characters, longer ones are refused with IllegalArgumentException
  /// @param requestHash stands for all that the request says
  /// @param id the job's id if the key is new
  Claim claim(String key, String requestHash, JobId id);

  /// Redis has taken the job of this key. Unknown keys are ignored.
  void accepted(String key, Entry entry);

  /// The latest submission of this job.
  Optional<Submission> of(JobId id);
}

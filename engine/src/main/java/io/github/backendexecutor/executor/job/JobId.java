package io.github.backendexecutor.executor.job;

/// The identity of a job: chosen by its producer, or `<stream>/<entry id>` when the producer chose
/// none, so that a redelivered entry is the same job. 1 to 256 characters, none of them a control
/// character.
public record JobId(String value) {
  public static final int MAX_LENGTH = 256;

  public JobId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a jobId has 1 to " + MAX_LENGTH + " characters, none of them a control character");
    }
  }

  public static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// The id of a job whose entry names none.
  public static JobId of(Entry entry) {
    return new JobId(entry.stream() + "/" + entry.id());
  }

  @Override
  public String toString() {
    return value;
  }
}

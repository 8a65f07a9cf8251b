package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Entry;

/// Which entries a process knows anyhow, so that a look through what is pending need not bring
/// them. Asked while entries come and go: an answer may be a moment old.
public interface Known {
  /// Nobody knows any entry: all are brought.
  Known NOTHING =
      new Known() {
        @Override
        public int in(String stream) {
          return UNCOUNTED;
        }

        @Override
        public boolean holds(Entry entry) {
          return false;
        }
      };

  /// That as many are pending as are known shall prove nothing.
  int UNCOUNTED = -1;

  /// How many entries of this stream are known, or [#UNCOUNTED].
  int in(String stream);

  /// Whether this entry is known.
  boolean holds(Entry entry);

  /// The same entries, uncounted: each that is pending is compared.
  default Known uncounted() {
    Known counted = this;
    return new Known() {
      @Override
      public int in(String stream) {
        return UNCOUNTED;
      }

      @Override
      public boolean holds(Entry entry) {
        return counted.holds(entry);
      }
    };
  }
}

package io.github.backendexecutor.app.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/// When each of some numbered things happened, and how long after another time that was.
public final class Delays {
  private final AtomicLongArray nanos;

  public Delays(int things) {
    nanos = new AtomicLongArray(things);
  }

  /// It happened, for the first time; 0 is no time.
  public void note(int number, long at) {
    nanos.compareAndSet(number, 0, at);
  }

  /// The milliseconds from those times to these, sorted; what did not happen in one is left out.
  public double[] since(Delays earlier) {
    return since(earlier, 0);
  }

  /// The same without the things before this number.
  public double[] since(Delays earlier, int from) {
    double[] millis = new double[nanos.length()];
    int seen = 0;
    for (int i = from; i < nanos.length(); i++) {
      if (nanos.get(i) != 0 && earlier.nanos.get(i) != 0) {
        millis[seen++] = (nanos.get(i) - earlier.nanos.get(i)) / 1e6;
      }
    }
    double[] sorted = Arrays.copyOf(millis, seen);
    Arrays.sort(sorted);
    return sorted;
  }

  /// The value that this part of the sorted values does not exceed.
  public static double quantile(double[] sorted, double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.clamp((int) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1)];
  }
}

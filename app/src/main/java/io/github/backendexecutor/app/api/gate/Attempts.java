package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts wrong tokens by where they come from: twenty at once, then one every three seconds. Who
/// is over it waits, with a right token as well, or guessing would still work. Sessions do not
/// count, nor are they held up.
public final class Attempts {
  private static final int BURST = 20;
  private static final long NANOS_EACH = Duration.ofSeconds(3).toNanos();

  /// With more addresses than this the one that was quiet for longest is forgotten.
  private static final int MAX_ADDRESSES = 10_000;

  private final Clock clock;
  private final Map<String, Long> debts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  public Attempts(Clock clock) {
    this.clock = clock;
  }

  /// How long this address has to wait before its next attempt; zero: not at all.
  public synchronized Duration delay(String address) {
    long allowed = clock.nanos() + (BURST - 1) * NANOS_EACH;
    Long paidAt = debts.get(network(address));
    return paidAt == null || paidAt - allowed <= 0
        ? Duration.ZERO
        : Duration.ofNanos(paidAt - allowed);
  }

  /// A wrong token came from there.
  public synchronized void failed(String address) {
    long now = clock.nanos();
    debts.merge(
        network(address),
        now + NANOS_EACH,
        (before, _) -> (before - now > 0 ? before : now) + NANOS_EACH);
  }

  synchronized int size() {
    return debts.size();
  }

  /// One household has a /64 of IPv6: its first four groups stand for it.
  private static String network(String address) {
    int colons = 0;
    for (int i = 0; i < address.length(); i++) {
      if (address.charAt(i) == ':' && ++colons == 4) {
        return address.substring(0, i);
      }
    }
    return address;
  }
}

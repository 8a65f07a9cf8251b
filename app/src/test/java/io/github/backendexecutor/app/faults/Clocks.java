package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Lets a program see another wall clock than we do, by a few lines of C that are loaded before the
/// system's library. Clocks that only count on are left alone.
final class Clocks {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <stdlib.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>

      static long shift(void) {
        char text[32] = {0};
        const char *path = getenv("CLOCK_SHIFT");
        int file = path ? open(path, O_RDONLY) : -1;
        if (file < 0) return 0;
        ssize_t n = read(file, text, sizeof text - 1);
        close(file);
        return n > 0 ? atol(text) : 0;
      }
      int clock_gettime(clockid_t clock, struct timespec *now) {
        int answer = syscall(SYS_clock_gettime, clock, now);
        if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += shift();
        return answer;
      }
      int gettimeofday(struct timeval *now, void *zone) {
        struct timespec t;
        int answer = clock_gettime(CLOCK_REALTIME, &t);
        now->tv_sec = t.tv_sec;
        now->tv_usec = t.tv_nsec / 1000;
        return answer;
      }
      time_t time(time_t *into) {
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        if (into) *into = t.tv_sec;
        return t.tv_sec;
      }
      """;

  private final Path library;
  private final Path shift;

  /// @param folder gets the library and the file that says how far the clock is off
  Clocks(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("clock.c"), SOURCE);
    library = folder.resolve("clock.so");
    shift = folder.resolve("clock.shift");
    shiftBy(0);
    Commands.run("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString());
  }

  static boolean possible() {
    return Commands.works("cc", "--version");
  }

  /// What a program needs in its environment.
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT", shift.toString());
  }

  void shiftBy(int seconds) throws IOException {
    Files.writeString(shift, seconds + "\n");
  }
}

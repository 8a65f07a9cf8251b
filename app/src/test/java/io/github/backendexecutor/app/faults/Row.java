package io.github.backendexecutor.app.faults;

/// One row of the fault table.
///
/// @param number as in the table of faults
/// @param fault what is done to the executors
/// @param rounds how often in the long form
/// @param setup what it is done to
/// @param need what the machine must have for it
record Row(int number, String fault, int rounds, Setup setup, Need need, Play play) {
  /// Does it once and says on the round what was seen.
  @FunctionalInterface
  interface Play {
    void play(Round round) throws Exception;
  }

  static Row of(int number, String fault, int rounds, Setup setup, Play play) {
    return new Row(number, fault, rounds, setup, Need.NOTHING, play);
  }

  Row needs(Need what) {
    return new Row(number, fault, rounds, setup, what, play);
  }
}

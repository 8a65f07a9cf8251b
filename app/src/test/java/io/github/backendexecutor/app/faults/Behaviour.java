package io.github.backendexecutor.app.faults;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a job of this suite does when it runs; its payload.
///
/// @param ms how long it works
/// @param fails how many of its first runs fail
/// @param halts whether it ends its JVM on the spot
/// @param deaf how long it goes on when it is interrupted, in milliseconds
/// @param bytes how large its result is beyond the usual
public record Behaviour(int ms, int fails, boolean halts, int deaf, int bytes) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static Behaviour works(int ms) {
    return new Behaviour(ms, 0, false, 0, 0);
  }

  static Behaviour fails(int ms, int times) {
    return new Behaviour(ms, times, false, 0, 0);
  }

  static Behaviour halts(int ms) {
    return new Behaviour(ms, 0, true, 0, 0);
  }

  static Behaviour deaf(int ms, int deaf) {
    return new Behaviour(ms, 0, false, deaf, 0);
  }

  static Behaviour answers(int bytes) {
    return new Behaviour(0, 0, false, 0, bytes);
  }

  static Behaviour of(String payload) {
    return payload.equals("null") ? works(0) : JSON.readValue(payload, Behaviour.class);
  }

  String payload() {
    return JSON.writeValueAsString(this);
  }
}

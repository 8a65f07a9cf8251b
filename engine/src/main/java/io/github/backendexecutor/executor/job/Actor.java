package io.github.backendexecutor.executor.job;

/// Who asks for a change, as the audit log names them: a person, a token, a program. Cut to 200
/// characters.
public record Actor(String name) {
  public Actor {
    name = CleanText.of(name, 200);
  }

  @Override
  public String toString() {
    return name;
  }
}

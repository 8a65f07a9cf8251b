package io.github.backendexecutor.app.cli;

/// The program's entry.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    System.exit(args.length);
  }
}

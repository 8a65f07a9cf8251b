package io.github.backendexecutor.app.config;

/// One value as somebody wrote it, before anyone knows whether it means something.
///
/// @param name the name as written, in the style of its source
/// @param place the name and, for a file, where in it: what a message calls this value
/// @param text the value; a list is carried as a JSON array of strings
/// @param hidden whether it was handed over as a secret, so that no message may show it
record Written(String name, String place, String text, boolean hidden) {
  Written(String name, String place, String text) {
    this(name, place, text, false);
  }
}

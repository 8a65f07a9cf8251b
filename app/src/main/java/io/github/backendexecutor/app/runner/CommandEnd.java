package io.github.backendexecutor.app.runner;

/// What is left of a process that has ended by itself.
///
/// @param output what it printed on stdout, as UTF-8 with U+FFFD for what is none
/// @param tooMuch it printed more than it may and was killed for that
/// @param lastWords the end of what it printed on stderr
record CommandEnd(int exitCode, String output, boolean tooMuch, String lastWords) {}

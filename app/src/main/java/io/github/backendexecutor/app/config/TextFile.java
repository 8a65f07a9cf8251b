package io.github.backendexecutor.app.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads files that people wrote: UTF-8, with or without a byte order mark.
final class TextFile {
  private TextFile() {}

  /// The text of the file, or nothing and a problem when it cannot be read.
  static Optional<String> read(String place, Path file, Findings findings) {
    try {
      String text = Files.readString(file);
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (NoSuchFileException _) {
      findings.problem(place + ": the file " + file + " does not exist");
    } catch (CharacterCodingException _) {
      findings.problem(place + ": the file " + file + " is not UTF-8 text");
    } catch (IOException e) {
      findings.problem(
          place + ": the file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return Optional.empty();
  }

  /// A parser's complaint without what stands in the file, for that may be a secret.
  static String withoutContent(String complaint) {
    return complaint
        .replaceAll("'[^'\\s]{2,}'|(?<=alias ).*", "…")
        .replaceAll(" \\(start marker.*", "");
  }
}

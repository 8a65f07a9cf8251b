package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Problem.Wrong;
import java.util.List;
import tools.jackson.core.JacksonException;

/// A request whose body or query is wrong: which fields, and what is allowed.
final class Invalid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Wrong> wrong;

  private Invalid(String message, List<Wrong> wrong) {
    super(message, null, false, false);
    this.wrong = List.copyOf(wrong);
  }

  static Invalid fields(List<Wrong> wrong) {
    return new Invalid("some fields are wrong, see errors", wrong);
  }

  static Invalid field(String field, String message) {
    return fields(List.of(new Wrong(field, message)));
  }

  static Invalid json(JacksonException e) {
    String place =
        e.getLocation() == null
            ? ""
            : ", line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    // what the parser says may repeat what was sent, however long
    String why = inOurWords(e.getOriginalMessage().lines().findFirst().orElse(""));
    String brief = why.length() > 200 ? why.substring(0, 200) + "…" : why;
    return new Invalid("the body is not JSON as it is allowed here: " + brief + place, List.of());
  }

  /// Without the classes and switches of the parser.
  private static String inOurWords(String message) {
    return message.replaceAll(
        " ?\\(bound as [^)]*\\)| ?\\(start marker at \\[.*\\]\\)|: not allowed as per .*|: enable `[^`]*` to allow|, from `[^`]*`|`",
        "");
  }

  List<Wrong> wrong() {
    return wrong;
  }
}

package io.github.backendexecutor.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rows of text in columns, as wide as they have to be; what jobs have written cannot steer the
/// terminal.
final class Table {
  private static final int WIDEST = 60;

  private final List<List<String>> rows = new ArrayList<>();
  private final String whenEmpty;

  Table(String whenEmpty, String... titles) {
    this.whenEmpty = whenEmpty;
    rows.add(List.of(titles));
  }

  Table row(@Nullable Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(SafeText.brief(text(cell), WIDEST));
    }
    rows.add(row);
    return this;
  }

  private static String text(@Nullable Object cell) {
    return switch (cell) {
      case null -> "";
      case JsonNode json when json.isNull() || json.isMissingNode() -> "";
      case JsonNode json when json.isString() -> json.stringValue();
      default -> cell.toString();
    };
  }

  void print(PrintWriter out) {
    if (rows.size() == 1) {
      out.println(whenEmpty);
      return;
    }
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}

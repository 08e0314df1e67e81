package omendb.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a script of the public sqllogictest corpus, record by record, as an engine called
/// `postgresql` is to read it: records that are not for it are passed over. In contrast to our own
/// scripts a result has one value per line, and a long one is `N values hashing to MD5`
/// (<https://www.sqlite.org/sqllogictest>).
final class CorpusScript {
  private static final String ENGINE = "postgresql";

  /// What a record asks for.
  ///
  /// @param line the 1-based line of its first word
  /// @param types one of I, R and T per column; null for a statement
  /// @param fails whether a statement must fail
  record Entry(
      int line,
      String sql,
      boolean fails,
      @Nullable String types,
      String sort,
      String label,
      List<String> expected) {}

  private final BufferedReader in;
  private int line;

  CorpusScript(BufferedReader in) {
    this.in = in;
  }

  /// The next record for us; null at the end.
  @Nullable Entry next() throws IOException {
    boolean ours = true;
    String text;
    while ((text = read()) != null) {
      String[] words = text.replaceFirst("#.*", "").strip().split("\\s+");
      switch (words[0]) {
        case "", "hash-threshold" -> {}
        case "skipif" -> ours &= !words[1].equals(ENGINE);
        case "onlyif" -> ours &= words[1].equals(ENGINE);
        case "halt" -> {
          if (ours) {
            return null;
          }
          ours = true;
        }
        case "statement", "query" -> {
          Entry entry = entry(words);
          if (ours) {
            return entry;
          }
          ours = true;
        }
        default -> throw new IOException("line " + line + ": unknown record " + text);
      }
    }
    return null;
  }

  private Entry entry(String[] words) throws IOException {
    int first = line;
    StringBuilder sql = new StringBuilder();
    String text;
    while ((text = read()) != null && !text.isBlank() && !text.equals("----")) {
      sql.append(text).append('\n');
    }
    List<String> expected = new ArrayList<>();
    if ("----".equals(text)) {
      while ((text = read()) != null && !text.isEmpty()) {
        expected.add(text);
      }
    }
    boolean query = words[0].equals("query");
    return new Entry(
        first,
        sql.toString(),
        !query && words[1].equals("error"),
        query ? words[1] : null,
        words.length > 2 ? words[2] : "nosort",
        words.length > 3 ? words[3] : "",
        expected);
  }

  private @Nullable String read() throws IOException {
    line++;
    return in.readLine();
  }
}

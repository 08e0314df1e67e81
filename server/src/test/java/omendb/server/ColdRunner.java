package omendb.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;

/// Moves a table's rows to segments after each INSERT into it that is not part of a transaction
/// block; what UPDATE and DELETE then do meets cold rows.
final class ColdRunner implements SqlRunner {
  private static final Pattern INSERT =
      Pattern.compile("\\s*INSERT\\s+INTO\\s+((?:\"[^\"]*\"|[\\w.])+).*", Pattern.DOTALL);

  private final SqlRunner runner;
  private boolean inBlock;

  ColdRunner(SqlRunner runner) {
    this.runner = runner;
  }

  @Override
  public SqlAnswer run(String sql) {
    SqlAnswer answer = runner.run(sql);
    String word = sql.strip().split("[\\s;]")[0].toUpperCase(Locale.ROOT);
    switch (word) {
      case "BEGIN", "START" -> inBlock = true;
      case "COMMIT", "END", "ABORT" -> inBlock = false;
      case "ROLLBACK" -> inBlock &= sql.toUpperCase(Locale.ROOT).matches("(?s).*\\bTO\\b.*");
      default -> {}
    }
    Matcher insert = INSERT.matcher(sql);
    if (!inBlock && !answer.failed() && insert.matches()) {
      SqlAnswer moved = runner.run("ALTER TABLE " + insert.group(1) + " SET (tiering = cold)");
      // What is inserted through a view, or into the table of another role, stays where it is.
      if (moved.failed()
          && !"42P01".equals(moved.sqlState())
          && !"42501".equals(moved.sqlState())) {
        return moved;
      }
    }
    return answer;
  }

  @Override
  public void close() {
    runner.close();
  }
}

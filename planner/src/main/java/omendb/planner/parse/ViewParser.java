package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import java.util.stream.Collectors;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Query;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Statement;
import omendb.planner.function.FormatFunctions;
import org.jspecify.annotations.Nullable;

/// CREATE VIEW and CREATE MATERIALIZED VIEW.
final class ViewParser {
  private final Parser p;
  private final Cursor c;

  ViewParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// From `RECURSIVE` or `VIEW` on.
  Statement create(Persistence persistence, boolean orReplace, int pos) {
    boolean recursive = c.accept(RECURSIVE);
    c.expect(VIEW);
    Name name = c.name();
    List<String> columns = recursive ? c.columnList() : c.optionalColumnList();
    List<Option> options = c.accept(WITH) ? p.options.storage() : List.of();
    c.expect(AS);
    int start = c.start();
    Query query = p.queries.query();
    String text = c.textFrom(start);
    if (recursive) {
      String whole = recursive(name.name(), columns, text);
      return new Ddl.CreateView(
          name,
          persistence,
          orReplace,
          columns,
          options,
          (Query) SqlParser.parseOne(whole),
          whole,
          checkOption(),
          pos);
    }
    return new Ddl.CreateView(
        name, persistence, orReplace, columns, options, query, text, checkOption(), pos);
  }

  /// The query that CREATE RECURSIVE VIEW stands for.
  private static String recursive(String name, List<String> columns, String query) {
    String view = FormatFunctions.quoteIdent(name);
    String names =
        columns.stream().map(FormatFunctions::quoteIdent).collect(Collectors.joining(", "));
    return "WITH RECURSIVE %s (%s) AS (%s) SELECT %s FROM %s"
        .formatted(view, names, query, names, view);
  }

  private @Nullable String checkOption() {
    if (!c.accept(WITH)) {
      return null;
    }
    boolean local = c.accept(LOCAL);
    if (!local) {
      c.accept(CASCADED);
    }
    c.expect(CHECK);
    c.expect(OPTION);
    return local ? "local" : "cascaded";
  }

  /// From `MATERIALIZED` on.
  Statement createMaterialized(Persistence persistence, int pos) {
    c.expect(MATERIALIZED, VIEW);
    boolean ifNotExists = c.ifNotExists();
    Name name = c.name();
    List<String> columns = c.optionalColumnList();
    Ddl.TableStorage storage = p.tables.storage(false);
    c.expect(AS);
    int start = c.start();
    Query query = p.queries.query();
    String text = c.textFrom(start);
    boolean withData = p.tables.withData();
    return new Ddl.CreateTableAs(
        name, persistence, ifNotExists, columns, storage, query, text, withData, true, pos);
  }
}

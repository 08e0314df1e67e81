package omendb.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import omendb.server.QueryGenerator.Column;
import omendb.server.QueryGenerator.Kind;
import omendb.server.QueryGenerator.Peer;

/// Makes random tables, and statements about them.
final class StatementGenerator {
  /// A statement.
  ///
  /// @param peers that must agree on it with OmenDB
  /// @param kinds of its columns; empty when it has none
  /// @param ordered whether the order of its rows is fixed
  /// @param changes whether all servers must run it, so that their tables stay the same
  record Statement(
      String sql, Set<Peer> peers, List<Kind> kinds, boolean ordered, boolean changes) {}

  /// A table; its first column `id` is its key.
  record Table(String name, List<Column> columns) {}

  private static final Set<Peer> ALL = EnumSet.allOf(Peer.class);
  private static final Set<Peer> COLUMNAR = EnumSet.of(Peer.POSTGRES, Peer.DUCKDB);
  private static final Set<Peer> POSTGRES = EnumSet.of(Peer.POSTGRES);

  private final Random random;
  private final List<Table> tables = new ArrayList<>();
  private int ids = 1;

  StatementGenerator(Random random) {
    this.random = random;
  }

  List<Table> tables() {
    return tables;
  }

  /// The statements that make new tables and fill them.
  List<Statement> fresh() {
    List<Statement> statements = new ArrayList<>();
    for (Table table : tables) {
      statements.add(change("DROP TABLE " + table.name()));
    }
    tables.clear();
    for (int i = 0; i < 3; i++) {
      List<Column> columns = new ArrayList<>(List.of(new Column("id", Kind.INT)));
      for (Kind kind : Kind.values()) {
        columns.add(new Column("c" + columns.size(), kind));
      }
      for (int j = random.nextInt(4); j > 0; j--) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        columns.add(new Column("c" + columns.size(), kind));
      }
      Table table = new Table("t" + i, columns);
      tables.add(table);
      statements.add(change("CREATE TABLE " + table.name() + " (" + definitions(table) + ")"));
      for (int j = random.nextInt(4); j > 0; j--) {
        statements.add(insert(table, 1 + random.nextInt(25), false));
      }
    }
    return statements;
  }

  private static String definitions(Table table) {
    return table.columns().stream()
        .map(column ->
            column.name()
                + " "
                + type(column.kind())
                + (column.name().equals("id") ? " PRIMARY KEY" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String type(Kind kind) {
    return switch (kind) {
      case INT -> "int";
      case NUM -> "numeric(12, 2)";
      case DBL -> "double precision";
      case TEXT -> "text";
      case BOOL -> "boolean";
      case DATE -> "date";
      case STAMP -> "timestamp";
    };
  }

  private static Statement change(String sql) {
    return new Statement(sql, ALL, List.of(), false, true);
  }

  Statement next() {
    int choice = random.nextInt(100);
    if (choice < 6) {
      return insert(table(), 1 + random.nextInt(8), random.nextInt(3) == 0);
    }
    if (choice < 12) {
      return update();
    }
    if (choice < 15) {
      return delete();
    }
    if (choice < 19) {
      return failing();
    }
    Set<Peer> peers = choice < 50 ? ALL : choice < 75 ? COLUMNAR : POSTGRES;
    return switch (random.nextInt(9)) {
      case 0, 1 -> plain(peers);
      case 2, 3 -> aggregate(peers);
      case 4 -> window(peers);
      case 5 -> setOperation(peers);
      case 6 -> common(peers);
      case 7 -> correlated(peers);
      default -> distinct(peers);
    };
  }

  private Table table() {
    return tables.get(random.nextInt(tables.size()));
  }

  private QueryGenerator expressions(Set<Peer> peers, List<Column> columns) {
    return new QueryGenerator(random, peers, columns);
  }

  // Changes

  private Statement insert(Table table, int count, boolean upsert) {
    QueryGenerator generator = expressions(ALL, table.columns());
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean old = upsert && i == 0 && ids > 1;
      int id = old ? 1 + random.nextInt(ids - 1) : ids++;
      rows.add(
          "("
              + id
              + table.columns().stream()
                  .skip(1)
                  .map(column -> ", " + generator.stored(column.kind()))
                  .collect(Collectors.joining())
              + ")");
    }
    String sql = "INSERT INTO " + table.name() + " VALUES " + String.join(", ", rows);
    if (!upsert) {
      return change(sql);
    }
    Column set = table.columns().get(1 + random.nextInt(table.columns().size() - 1));
    return change(
        sql
            + " ON CONFLICT (id) DO "
            + (random.nextBoolean()
                ? "NOTHING"
                : "UPDATE SET " + set.name() + " = excluded." + set.name()));
  }

  private Statement update() {
    Table table = table();
    QueryGenerator generator = expressions(ALL, plain(table.columns()));
    Column set = generator.one(plain(table.columns()).stream().skip(1).toList());
    String value =
        set.kind() == Kind.INT
            ? generator.one(
                generator.literal(Kind.INT), "length(" + generator.expression(Kind.TEXT, 1) + ")")
            : generator.expression(set.kind(), 2);
    return change(
        "UPDATE "
            + table.name()
            + " SET "
            + set.name()
            + " = "
            + value
            + " WHERE "
            + generator.condition(2));
  }

  /// The columns whose values mean the same in all servers.
  private static List<Column> plain(List<Column> columns) {
    return columns.stream()
        .filter(c -> c.kind() == Kind.INT || c.kind() == Kind.TEXT || c.kind() == Kind.BOOL)
        .toList();
  }

  private Statement delete() {
    Table table = table();
    Table other = table();
    QueryGenerator generator = expressions(ALL, plain(table.columns()));
    String where =
        random.nextBoolean()
            ? "id % 7 = " + random.nextInt(7) + " AND " + generator.condition(1)
            : "id IN (SELECT o.id + 1 FROM " + other.name() + " o WHERE o.id % 5 = 0)";
    return change("DELETE FROM " + table.name() + " WHERE " + where);
  }

  /// A statement that PostgreSQL refuses, or nearly.
  private Statement failing() {
    Table table = table();
    String name = table.name();
    String sql =
        switch (random.nextInt(12)) {
          case 0 -> "SELECT " + random.nextInt(3) + " / " + random.nextInt(2);
          case 1 -> "SELECT CAST('" + random.nextInt(3) + "x' AS int)";
          case 2 -> "SELECT 2147483647 + " + random.nextInt(2);
          case 3 -> "SELECT CAST(" + random.nextInt(70_000) + " AS smallint)";
          case 4 ->
              "INSERT INTO " + name + " (id) VALUES (" + (1 + random.nextInt(ids)) + "), (NULL)";
          case 5 -> "SELECT id, count(*) FROM " + name;
          case 6 -> "SELECT nothing FROM " + name;
          case 7 -> "SELECT id FROM " + name + " WHERE id";
          case 8 -> "SELECT id FROM " + name + " UNION SELECT true";
          case 9 -> "SELECT sum(sum(id)) FROM " + name;
          case 10 -> "SELECT * FROM " + name + " WHERE 'a' = 1";
          default -> "SELECT CAST('2021-02-" + (25 + random.nextInt(9)) + "' AS date)";
        };
    return new Statement(sql, POSTGRES, List.of(Kind.TEXT), false, false);
  }

  // Queries

  /// FROM with the columns that it gives.
  private record From(String sql, List<Column> columns) {}

  private From from(Set<Peer> peers, int max) {
    int count = 1 + random.nextInt(max);
    StringBuilder sql = new StringBuilder();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String alias = "x" + i;
      Table table = table();
      List<Column> own =
          table.columns().stream()
              .filter(c -> !peers.contains(Peer.SQLITE) || plain(List.of(c)).size() == 1)
              .map(c -> new Column(alias + "." + c.name(), c.kind()))
              .toList();
      String item = table.name() + " " + alias;
      if (i == 0) {
        sql.append(item);
        columns.addAll(own);
        continue;
      }
      QueryGenerator left = expressions(peers, columns);
      QueryGenerator right = expressions(peers, own);
      String join =
          left.one(
              "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN");
      sql.append(" ").append(join).append(" ").append(item);
      Kind kind = left.one(Kind.INT, Kind.INT, Kind.TEXT);
      String equal = left.column(kind) + " = " + right.column(kind);
      columns.addAll(own);
      switch (join) {
        case "CROSS JOIN" -> {}
        case "FULL JOIN" -> sql.append(" ON ").append(alias).append(".id = x0.id");
        default ->
            sql.append(" ON ")
                .append(equal)
                .append(
                    random.nextInt(3) == 0
                        ? " AND " + expressions(peers, columns).condition(1)
                        : "");
      }
    }
    return new From(sql.toString(), columns);
  }

  private String where(QueryGenerator generator) {
    return random.nextInt(3) == 0 ? "" : " WHERE " + generator.condition(2);
  }

  private static String ordered(int columns) {
    return " ORDER BY "
        + IntStream.rangeClosed(1, columns)
            .mapToObj(i -> i + " NULLS LAST")
            .collect(Collectors.joining(", "));
  }

  /// Ends a query over `kinds.size()` columns, ordered by all of them or not at all.
  private Statement ended(String sql, Set<Peer> peers, List<Kind> kinds) {
    boolean ordered = random.nextBoolean();
    String end = "";
    if (ordered) {
      end = ordered(kinds.size());
      if (random.nextInt(3) == 0) {
        end += " LIMIT " + random.nextInt(12);
        end += random.nextBoolean() ? " OFFSET " + random.nextInt(5) : "";
      }
    }
    return new Statement(sql + end, peers, kinds, ordered, false);
  }

  private List<Kind> kinds(QueryGenerator generator, int max) {
    return IntStream.range(0, 1 + random.nextInt(max)).mapToObj(_ -> generator.kind()).toList();
  }

  private static String items(QueryGenerator generator, List<Kind> kinds, int depth) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      items.add(generator.expression(kinds.get(i), depth) + " AS r" + i);
    }
    return String.join(", ", items);
  }

  private Statement plain(Set<Peer> peers) {
    From from = from(peers, 3);
    QueryGenerator generator = expressions(peers, from.columns());
    List<Kind> kinds = kinds(generator, 4);
    String sql = "SELECT " + items(generator, kinds, 2) + " FROM " + from.sql() + where(generator);
    return ended(sql, peers, kinds);
  }

  private record Call(String sql, Kind kind) {}

  private Call aggregateCall(QueryGenerator generator) {
    Kind kind = generator.kind();
    String integer = generator.expression(Kind.INT, 1);
    int choice =
        random.nextInt(generator.isFor(Peer.SQLITE) ? 6 : generator.isFor(Peer.DUCKDB) ? 9 : 12);
    Call call =
        switch (choice) {
          case 0 -> new Call("count(*)", Kind.INT);
          case 1 -> new Call("count(" + generator.expression(kind, 1) + ")", Kind.INT);
          case 2 -> new Call("count(DISTINCT " + generator.column(kind) + ")", Kind.INT);
          case 3 -> new Call("sum(" + integer + ")", Kind.NUM);
          case 4, 5 -> {
            Kind of = kind == Kind.BOOL ? Kind.INT : kind;
            String name = generator.one("min", "max");
            yield new Call(name + "(" + generator.expression(of, 1) + ")", of);
          }
          case 6 -> new Call("sum(" + generator.expression(Kind.NUM, 1) + ")", Kind.NUM);
          case 7 ->
              new Call(
                  generator.one("bool_and", "bool_or") + "(" + generator.condition(1) + ")",
                  Kind.BOOL);
          case 8 -> new Call("avg(" + generator.expression(Kind.DBL, 1) + ")", Kind.DBL);
          case 9 -> new Call("avg(" + integer + ")", Kind.NUM);
          case 10 -> {
            String text = generator.column(Kind.TEXT);
            yield new Call("string_agg(" + text + ", '|' ORDER BY " + text + ")", Kind.TEXT);
          }
          default -> {
            String value = generator.column(kind);
            yield new Call("array_agg(" + value + " ORDER BY " + value + ")", Kind.TEXT);
          }
        };
    boolean filtered = generator.chance(15);
    return filtered
        ? new Call(call.sql() + " FILTER (WHERE " + generator.condition(1) + ")", call.kind())
        : call;
  }

  private Statement aggregate(Set<Peer> peers) {
    From from = from(peers, 2);
    QueryGenerator generator = expressions(peers, from.columns());
    List<String> keys = new ArrayList<>();
    List<String> items = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Kind kind = generator.kind();
      String key = random.nextInt(3) == 0 ? generator.expression(kind, 1) : generator.column(kind);
      // A constant is no key of its own.
      if (from.columns().stream().noneMatch(column -> key.contains(column.name()))) {
        continue;
      }
      keys.add(key);
      items.add(key + " AS r" + items.size());
      kinds.add(kind);
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Call call = aggregateCall(generator);
      items.add(call.sql() + " AS r" + items.size());
      kinds.add(call.kind());
    }
    String sql = "SELECT " + String.join(", ", items) + " FROM " + from.sql() + where(generator);
    if (!keys.isEmpty()) {
      boolean sets = !peers.contains(Peer.SQLITE) && random.nextInt(4) == 0;
      String list = String.join(", ", keys);
      sql += " GROUP BY " + (sets ? generator.one("ROLLUP", "CUBE") + " (" + list + ")" : list);
    }
    if (random.nextInt(4) == 0) {
      sql += " HAVING count(*) " + generator.one("> 1", "< 4", "<> 2");
    }
    return ended(sql, peers, kinds);
  }

  private Statement window(Set<Peer> peers) {
    From from = from(peers, 1);
    QueryGenerator generator = expressions(peers, from.columns());
    List<String> items = new ArrayList<>(List.of("x0.id AS r0"));
    List<Kind> kinds = new ArrayList<>(List.of(Kind.INT));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String partition =
          random.nextBoolean() ? "PARTITION BY " + generator.column(generator.kind()) + " " : "";
      String order = "ORDER BY x0.id" + generator.one("", " DESC");
      String frame =
          generator.one(
              "",
              " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
              " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING",
              " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
              " RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
              " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW");
      Kind kind = generator.kind();
      // A literal without a type is none that PostgreSQL's functions of any type take.
      String value =
          kind == Kind.TEXT ? generator.column(kind) + " || ''" : generator.expression(kind, 1);
      Call call =
          switch (random.nextInt(8)) {
            case 0 -> new Call("row_number() OVER (" + partition + order + ")", Kind.INT);
            case 1 -> {
              Kind by = kind == Kind.BOOL ? Kind.INT : kind;
              yield new Call(
                  generator.one("rank", "dense_rank")
                      + "() OVER ("
                      + partition
                      + "ORDER BY "
                      + generator.column(by)
                      + " NULLS LAST)",
                  Kind.INT);
            }
            case 2 ->
                new Call(
                    generator.one("lag", "lead")
                        + "("
                        + value
                        + ", "
                        + (1 + random.nextInt(2))
                        + ") OVER ("
                        + partition
                        + order
                        + ")",
                    kind);
            case 3 ->
                new Call(
                    generator.one("first_value", "last_value")
                        + "("
                        + value
                        + ") OVER ("
                        + partition
                        + order
                        + frame
                        + ")",
                    kind);
            case 4 ->
                new Call(
                    "nth_value(" + value + ", 2) OVER (" + partition + order + frame + ")", kind);
            case 5 -> new Call("ntile(3) OVER (" + partition + order + ")", Kind.INT);
            case 6 ->
                new Call("count(" + value + ") OVER (" + partition + order + frame + ")", Kind.INT);
            default ->
                new Call(
                    "sum("
                        + generator.column(Kind.INT)
                        + ") OVER ("
                        + partition
                        + order
                        + frame
                        + ")",
                    Kind.NUM);
          };
      items.add(call.sql() + " AS r" + items.size());
      kinds.add(call.kind());
    }
    String sql = "SELECT " + String.join(", ", items) + " FROM " + from.sql() + where(generator);
    return ended(sql, peers, kinds);
  }

  private Statement setOperation(Set<Peer> peers) {
    QueryGenerator any = expressions(peers, List.of());
    List<Kind> kinds = kinds(any, 3);
    StringBuilder sql = new StringBuilder();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      From from = from(peers, 1);
      QueryGenerator generator = expressions(peers, from.columns());
      if (!sql.isEmpty()) {
        String all = peers.contains(Peer.SQLITE) ? "" : generator.one("", " ALL");
        sql.append(" ")
            .append(generator.one("UNION", "UNION ALL", "INTERSECT" + all, "EXCEPT" + all))
            .append(" ");
        if (peers.contains(Peer.SQLITE)) {
          // Its operators have no precedence.
          i = 0;
        }
      }
      sql.append("SELECT ").append(items(generator, kinds, 1)).append(" FROM ");
      sql.append(from.sql()).append(where(generator));
    }
    return ended(sql.toString(), peers, kinds);
  }

  private Statement common(Set<Peer> peers) {
    From from = from(peers, 2);
    QueryGenerator generator = expressions(peers, from.columns());
    Call call = aggregateCall(generator);
    String with =
        "WITH q AS (SELECT x0.id % 4 AS k, "
            + call.sql()
            + " AS v FROM "
            + from.sql()
            + where(generator)
            + " GROUP BY x0.id % 4)";
    Table table = table();
    String sql =
        with
            + " SELECT q.k AS r0, q.v AS r1, y.id AS r2 FROM q "
            + generator.one("JOIN", "LEFT JOIN")
            + " "
            + table.name()
            + " y ON y.id "
            + generator.one("= q.k", "% 4 = q.k AND y.id < 30");
    return ended(sql, peers, List.of(Kind.INT, call.kind(), Kind.INT));
  }

  private Statement correlated(Set<Peer> peers) {
    From from = from(peers, 1);
    QueryGenerator generator = expressions(peers, from.columns());
    Table inner = table();
    List<Column> both = new ArrayList<>(from.columns());
    for (Column column : inner.columns()) {
      if (!peers.contains(Peer.SQLITE) || plain(List.of(column)).size() == 1) {
        both.add(new Column("y." + column.name(), column.kind()));
      }
    }
    QueryGenerator within = generator.over(both);
    Kind kind = generator.one(Kind.INT, Kind.TEXT);
    String match = "y.id " + generator.one("=", "<", ">") + " x0.id";
    String scalar =
        "(SELECT "
            + generator.one("max", "min")
            + "(y."
            + inner.columns().stream()
                .filter(c -> c.kind() == kind)
                .findFirst()
                .orElseThrow()
                .name()
            + ") FROM "
            + inner.name()
            + " y WHERE "
            + match
            + " AND "
            + within.condition(1)
            + ")";
    String exists =
        generator.one("EXISTS", "NOT EXISTS")
            + " (SELECT 1 FROM "
            + inner.name()
            + " y WHERE "
            + match
            + " AND "
            + within.condition(1)
            + ")";
    String in =
        "x0.id "
            + generator.one("IN", "NOT IN")
            + " (SELECT y.id + "
            + random.nextInt(3)
            + " FROM "
            + inner.name()
            + " y WHERE "
            + generator.over(ofInner(inner, peers)).condition(1)
            + ")";
    String sql =
        "SELECT x0.id AS r0, "
            + scalar
            + " AS r1 FROM "
            + from.sql()
            + " WHERE "
            + generator.one(
                exists,
                in,
                "(" + exists + " OR " + generator.condition(1) + ")",
                "(" + in + " AND " + generator.condition(1) + ")");
    return ended(sql, peers, List.of(Kind.INT, kind));
  }

  private static List<Column> ofInner(Table table, Set<Peer> peers) {
    return table.columns().stream()
        .filter(c -> !peers.contains(Peer.SQLITE) || plain(List.of(c)).size() == 1)
        .map(c -> new Column("y." + c.name(), c.kind()))
        .toList();
  }

  private Statement distinct(Set<Peer> peers) {
    From from = from(peers, 2);
    QueryGenerator generator = expressions(peers, from.columns());
    List<Kind> kinds = kinds(generator, 3);
    if (!peers.contains(Peer.SQLITE) && random.nextBoolean()) {
      Kind kind = kinds.getFirst();
      String key = generator.column(kind);
      String sql =
          "SELECT DISTINCT ON (r0) * FROM (SELECT "
              + key
              + " AS r0, x0.id AS r1 FROM "
              + from.sql()
              + where(generator)
              + ") s ORDER BY r0 NULLS LAST, r1 NULLS LAST";
      return new Statement(sql, peers, List.of(kind, Kind.INT), true, false);
    }
    String sql =
        "SELECT DISTINCT " + items(generator, kinds, 1) + " FROM " + from.sql() + where(generator);
    return ended(sql, peers, kinds);
  }
}

package omendb.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// Makes random typed expressions, each for the servers that agree on its meaning.
///
/// What the others are known to define otherwise than PostgreSQL is not made for them: division,
/// overflow, casts that round, LIKE in SQLite, dates and decimals there. Nothing raises an error
/// that depends on the order of evaluation.
final class QueryGenerator {
  /// The kinds of values, by which answers are compared.
  enum Kind {
    INT,
    NUM,
    DBL,
    TEXT,
    BOOL,
    DATE,
    STAMP
  }

  /// The servers besides OmenDB.
  enum Peer {
    POSTGRES,
    DUCKDB,
    SQLITE
  }

  /// A column that expressions may use.
  record Column(String name, Kind kind) {}

  private static final String[] WORDS = {
    "", "a", "ab", "abc", "b", "B", "ba", "z", "aXb", "a b", " a", "it''s", "100%", "_x", "日本",
    "a→b"
  };

  final Random random;
  private final Set<Peer> peers;
  private final List<Column> columns;

  /// @param peers that must agree on what is made
  QueryGenerator(Random random, Set<Peer> peers, List<Column> columns) {
    this.random = random;
    this.peers = EnumSet.copyOf(peers);
    this.columns = columns;
  }

  QueryGenerator over(List<Column> others) {
    return new QueryGenerator(random, peers, others);
  }

  boolean isFor(Peer peer) {
    return peers.contains(peer);
  }

  List<Column> columns() {
    return columns;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// The kinds of values that all of the servers have.
  Kind kind() {
    return isFor(Peer.SQLITE) ? one(Kind.INT, Kind.INT, Kind.TEXT, Kind.BOOL) : one(Kind.values());
  }

  /// A column of the kind, or a literal where there is none.
  String column(Kind kind) {
    List<Column> fitting = columns.stream().filter(c -> c.kind() == kind).toList();
    return fitting.isEmpty() ? literal(kind) : one(fitting).name();
  }

  String literal(Kind kind) {
    return switch (kind) {
      case INT -> Integer.toString(chance(10) ? random.nextInt() / 2 : random.nextInt(40) - 15);
      case NUM -> random.nextInt(2000) - 900 + "." + (10 + random.nextInt(90));
      case DBL -> "CAST(" + (random.nextInt(400) - 100) / 8.0 + " AS double precision)";
      case TEXT -> "'" + one(WORDS) + "'";
      case BOOL -> one("TRUE", "FALSE");
      case DATE -> "DATE '" + day() + "'";
      case STAMP ->
          "TIMESTAMP '%s %02d:%02d:00'".formatted(day(), random.nextInt(24), random.nextInt(60));
    };
  }

  private String day() {
    return "20%02d-%02d-%02d"
        .formatted(random.nextInt(26), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  /// A value that may stand in a row of a table.
  String stored(Kind kind) {
    String value = chance(12) ? "NULL" : literal(kind);
    return value.replaceFirst("^(DATE|TIMESTAMP) ", "");
  }

  String expression(Kind kind, int depth) {
    if (depth <= 0 || chance(15)) {
      return chance(75) ? column(kind) : literal(kind);
    }
    if (chance(15)) {
      return common(kind, depth);
    }
    return switch (kind) {
      case INT -> integer(depth);
      case NUM -> number(depth);
      case DBL -> real(depth);
      case TEXT -> text(depth);
      case BOOL -> condition(depth);
      case DATE -> date(depth);
      case STAMP -> stamp(depth);
    };
  }

  /// What there is of each kind.
  private String common(Kind kind, int depth) {
    Supplier<String> inner = () -> expression(kind, depth - 1);
    return switch (random.nextInt(4)) {
      case 0 -> "coalesce(" + inner.get() + ", " + inner.get() + ")";
      case 1 -> "nullif(" + column(kind) + ", " + inner.get() + ")";
      case 2 ->
          "CASE WHEN "
              + condition(depth - 1)
              + " THEN "
              + inner.get()
              + " ELSE "
              + inner.get()
              + " END";
      default ->
          "CASE "
              + column(Kind.INT)
              + " WHEN "
              + random.nextInt(9)
              + " THEN "
              + inner.get()
              + " WHEN "
              + random.nextInt(9)
              + " THEN "
              + inner.get()
              + " END";
    };
  }

  private String integer(int depth) {
    String e = expression(Kind.INT, depth - 1);
    int choice = random.nextInt(isFor(Peer.SQLITE) ? 7 : isFor(Peer.DUCKDB) ? 11 : 14);
    return switch (choice) {
      case 0 -> "(CAST(" + e + " AS bigint) + " + expression(Kind.INT, depth - 1) + ")";
      case 1 -> "(CAST(" + e + " AS bigint) - " + expression(Kind.INT, depth - 1) + ")";
      case 2 -> "(CAST(" + e + " AS bigint) * " + (random.nextInt(20) - 7) + ")";
      case 3 -> "abs(CAST(" + e + " AS bigint))";
      case 4 -> "length(" + expression(Kind.TEXT, depth - 1) + ")";
      case 5 -> "(CAST(" + e + " AS bigint) % " + (1 + random.nextInt(9)) + ")";
      case 6 -> "(- CAST(" + e + " AS bigint))";
      case 7 -> "greatest(" + e + ", " + expression(Kind.INT, depth - 1) + ")";
      case 8 -> "least(" + e + ", " + expression(Kind.INT, depth - 1) + ")";
      case 9 -> "(" + expression(Kind.DATE, depth - 1) + " - " + column(Kind.DATE) + ")";
      case 10 -> "strpos(" + expression(Kind.TEXT, depth - 1) + ", 'a')";
      case 11 -> "(" + e + " / " + one("2", "3", "-4", "7") + ")";
      case 12 -> "mod(" + e + ", " + one("2", "3", "-4", "7") + ")";
      default -> "CAST(extract(year FROM " + expression(Kind.DATE, depth - 1) + ") AS int)";
    };
  }

  private String number(int depth) {
    String e = expression(Kind.NUM, depth - 1);
    return switch (random.nextInt(isFor(Peer.DUCKDB) ? 4 : 8)) {
      case 0 -> "(" + e + " + " + expression(Kind.NUM, depth - 1) + ")";
      case 1 -> "(" + e + " - " + expression(Kind.NUM, depth - 1) + ")";
      case 2 -> "abs(" + e + ")";
      case 3 -> "(- " + e + ")";
      case 4 -> "(" + e + " * " + literal(Kind.NUM) + ")";
      case 5 -> "round(" + e + ", " + random.nextInt(3) + ")";
      case 6 -> "(" + e + " / " + one("3", "0.7", "-12.5") + ")";
      default -> "trunc(" + e + ", 1)";
    };
  }

  private String real(int depth) {
    String e = expression(Kind.DBL, depth - 1);
    return switch (random.nextInt(5)) {
      case 0 -> "(" + e + " + " + expression(Kind.DBL, depth - 1) + ")";
      case 1 -> "(" + e + " * " + literal(Kind.DBL) + ")";
      case 2 -> "sqrt(abs(" + e + "))";
      case 3 -> "floor(" + e + ")";
      default -> "CAST(" + expression(Kind.INT, depth - 1) + " AS double precision)";
    };
  }

  private String text(int depth) {
    String e = expression(Kind.TEXT, depth - 1);
    int choice = random.nextInt(isFor(Peer.SQLITE) ? 7 : isFor(Peer.DUCKDB) ? 12 : 15);
    return switch (choice) {
      case 0 -> "(" + e + " || " + expression(Kind.TEXT, depth - 1) + ")";
      case 1 -> "upper(" + e + ")";
      case 2 -> "lower(" + e + ")";
      case 3 -> "substr(" + e + ", " + (1 + random.nextInt(3)) + ", " + random.nextInt(4) + ")";
      case 4 -> "replace(" + e + ", 'a', '" + one("", "xy", "a") + "')";
      case 5 -> "trim(" + e + ")";
      case 6 -> "CAST(" + expression(Kind.INT, depth - 1) + " AS text)";
      case 7 -> "left(" + e + ", " + random.nextInt(4) + ")";
      case 8 -> "right(" + e + ", " + random.nextInt(4) + ")";
      case 9 -> "concat(" + e + ", '-', " + expression(Kind.TEXT, depth - 1) + ")";
      case 10 -> "repeat(" + e + ", " + random.nextInt(3) + ")";
      case 11 -> "lpad(" + e + ", " + random.nextInt(6) + ", 'xy')";
      case 12 -> "split_part(" + e + ", 'b', " + (1 + random.nextInt(2)) + ")";
      case 13 -> "translate(" + e + ", 'ab', 'b')";
      default -> "to_char(" + expression(Kind.DATE, depth - 1) + ", 'YYYY-MM-DD Dy')";
    };
  }

  private String date(int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> "(" + expression(Kind.DATE, depth - 1) + " + " + random.nextInt(40) + ")";
      case 1 -> "(" + expression(Kind.DATE, depth - 1) + " - " + random.nextInt(40) + ")";
      default -> "CAST(" + expression(Kind.STAMP, depth - 1) + " AS date)";
    };
  }

  private String stamp(int depth) {
    String e = expression(Kind.STAMP, depth - 1);
    return switch (random.nextInt(4)) {
      case 0 -> "date_trunc('" + one("year", "month", "week", "day", "hour") + "', " + e + ")";
      case 1 -> "(" + e + " + INTERVAL '" + random.nextInt(90) + " hours')";
      case 2 -> "(" + e + " - INTERVAL '" + random.nextInt(20) + " months')";
      default -> "CAST(" + expression(Kind.DATE, depth - 1) + " AS timestamp)";
    };
  }

  String condition(int depth) {
    if (depth <= 0) {
      return comparison(0);
    }
    return switch (random.nextInt(12)) {
      case 0, 1 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
      case 2, 3 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
      case 4 -> "(NOT " + condition(depth - 1) + ")";
      case 5 -> "(" + expression(kind(), depth - 1) + " IS " + one("", "NOT ") + "NULL)";
      case 6 -> in(depth);
      case 7 -> {
        Kind kind = comparable();
        yield "("
            + expression(kind, depth - 1)
            + one("", " NOT")
            + " BETWEEN "
            + expression(kind, depth - 1)
            + " AND "
            + expression(kind, depth - 1)
            + ")";
      }
      case 8 -> isFor(Peer.SQLITE) ? comparison(depth) : like(depth);
      case 9 -> distinct(depth);
      default -> comparison(depth);
    };
  }

  private String in(int depth) {
    Kind kind = comparable();
    List<String> values = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      values.add(chance(8) ? "NULL" : literal(kind));
    }
    return "("
        + expression(kind, depth - 1)
        + one("", " NOT")
        + " IN ("
        + String.join(", ", values)
        + "))";
  }

  private String like(int depth) {
    String pattern = one("a%", "%b", "%a%", "_", "a_b", "%", "a\\%", "");
    return "("
        + expression(Kind.TEXT, depth - 1)
        + one("", " NOT")
        + " LIKE '"
        + pattern
        + "'"
        + (pattern.contains("\\") ? " ESCAPE '\\'" : "")
        + ")";
  }

  private String distinct(int depth) {
    Kind kind = comparable();
    return "("
        + expression(kind, depth - 1)
        + " IS"
        + one("", " NOT")
        + " DISTINCT FROM "
        + expression(kind, depth - 1)
        + ")";
  }

  private Kind comparable() {
    Kind kind = kind();
    return kind == Kind.BOOL ? Kind.INT : kind;
  }

  private String comparison(int depth) {
    if (chance(10)) {
      return column(Kind.BOOL);
    }
    Kind kind = comparable();
    return "("
        + expression(kind, depth - 1)
        + " "
        + one("=", "<>", "<", "<=", ">", ">=")
        + " "
        + expression(kind, depth - 1)
        + ")";
  }
}

package omendb.bench.wide;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A table of page views as a web counter keeps them: 40 columns of skewed and even integers, dates
/// and texts, most of them repeated. Each column is an expression of the row's number `g` that both
/// databases compute alike.
final class WideTable {
  static final String NAME = "hits";

  private static final int SMALL_COLUMNS = 20;

  /// Odd numbers that spread the rows' numbers over the columns' ranges.
  private static final long[] FACTORS = {
    2_654_435_761L, 40_503_001L, 97_531_357L, 611_953_003L, 1_299_709_001L, 15_485_863L
  };

  private record Definition(String name, String type, String expression) {}

  private final List<Definition> columns = new ArrayList<>();

  WideTable() {
    add("id", "bigint", "g");
    add("event_date", "date", "DATE '2013-07-01' + CAST(" + spread(0, 31) + " AS integer)");
    add("counter_id", "integer", skewed(1, 6000));
    add("region_id", "integer", skewed(2, 5000));
    add("user_id", "bigint", spread(3, 1_700_021) + " * 5490023417");
    add("client_ip", "integer", spread(4, 900_007) + " * 2017 - 900000000");
    add("resolution_width", "smallint", spread(5, 12) + " * 160");
    add("resolution_height", "smallint", spread(4, 9) + " * 120");
    add("os", "smallint", skewed(0, 60));
    add("user_agent", "smallint", skewed(5, 80));
    add("search_engine_id", "smallint", whereOneIn(1, 7, spread(2, 40)));
    add("adv_engine_id", "smallint", whereOneIn(3, 60, spread(1, 20)));
    add("is_mobile", "smallint", spread(5, 2));
    add("price", "numeric(12,2)", spread(0, 1_000_000) + " * 0.01");
    add("window_seconds", "double precision", spread(1, 3600) + " * 0.25");
    add(
        "url",
        "text",
        "'http://site' || CAST("
            + skewed(1, 3000)
            + " AS varchar) || '.example/page/' || CAST("
            + spread(4, 701)
            + " AS varchar)");
    add("title", "text", "'Title of the page ' || CAST(" + skewed(2, 20_000) + " AS varchar)");
    add(
        "referer",
        "text",
        "CASE WHEN "
            + spread(3, 3)
            + " = 0 THEN '' ELSE 'http://from' || CAST("
            + skewed(0, 9000)
            + " AS varchar) || '.example/' END");
    add(
        "search_phrase",
        "text",
        "CASE WHEN "
            + spread(5, 8)
            + " = 0 THEN 'how to find ' || CAST("
            + spread(0, 60_013)
            + " AS varchar) ELSE '' END");
    add(
        "mobile_model",
        "text",
        "CASE WHEN "
            + spread(2, 10)
            + " = 0 THEN 'model ' || CAST("
            + skewed(4, 170)
            + " AS varchar) ELSE '' END");
    for (int i = 0; i < SMALL_COLUMNS; i++) {
      add("p" + i, i % 3 == 0 ? "integer" : "smallint", spread(i % FACTORS.length, 3 + 17 * i));
    }
  }

  private void add(String name, String type, String expression) {
    columns.add(new Definition(name, type, expression));
  }

  /// Integers from 0 to `below`, all about equally often.
  private static String spread(int factor, long below) {
    return "((g * " + FACTORS[factor] + " % 4294967291) % " + below + ")";
  }

  /// Integers from 0 to `below`, small ones more often.
  private static String skewed(int factor, long below) {
    int other = (factor + 1) % FACTORS.length;
    return "(" + spread(factor, below) + " * " + spread(other, 97) + " % " + below + ")";
  }

  /// A number in one row of so many, else 0.
  private static String whereOneIn(int factor, int rows, String number) {
    return "CASE WHEN " + spread(factor, rows) + " = 0 THEN " + number + " ELSE 0 END";
  }

  /// @param keyed whether the table gets its primary key
  String create(boolean keyed) {
    return columns.stream()
        .map(each -> each.name + " " + each.type + " NOT NULL")
        .collect(
            Collectors.joining(
                ", ", "CREATE TABLE " + NAME + " (", keyed ? ", PRIMARY KEY (id))" : ")"));
  }

  /// @param from first row's number, `to` the last one's
  String insert(long from, long to) {
    return columns.stream()
        .map(each -> "CAST(" + each.expression + " AS " + each.type + ")")
        .collect(
            Collectors.joining(
                ", ",
                "INSERT INTO " + NAME + " SELECT ",
                " FROM generate_series(" + from + "::bigint, " + to + "::bigint) AS numbers (g)"));
  }

  /// Twenty questions to such a table; each has one answer.
  static List<String> queries() {
    return List.of(
        "SELECT count(*) FROM hits WHERE adv_engine_id <> 0",
        "SELECT sum(adv_engine_id), count(*), avg(resolution_width) FROM hits",
        "SELECT avg(user_id), sum(price), max(window_seconds) FROM hits",
        "SELECT count(DISTINCT user_id) FROM hits",
        "SELECT count(DISTINCT search_phrase) FROM hits",
        "SELECT min(event_date), max(event_date) FROM hits",
        "SELECT adv_engine_id, count(*) FROM hits WHERE adv_engine_id <> 0"
            + " GROUP BY adv_engine_id ORDER BY 2 DESC, 1",
        "SELECT region_id, count(DISTINCT user_id) AS u FROM hits GROUP BY region_id"
            + " ORDER BY u DESC, region_id LIMIT 10",
        "SELECT region_id, sum(adv_engine_id), count(*) AS c, avg(resolution_width),"
            + " count(DISTINCT user_id) FROM hits GROUP BY region_id ORDER BY c DESC, region_id"
            + " LIMIT 10",
        "SELECT mobile_model, count(DISTINCT user_id) AS u FROM hits WHERE mobile_model <> ''"
            + " GROUP BY mobile_model ORDER BY u DESC, mobile_model LIMIT 10",
        "SELECT search_phrase, count(*) AS c FROM hits WHERE search_phrase <> ''"
            + " GROUP BY search_phrase ORDER BY c DESC, search_phrase LIMIT 10",
        "SELECT search_engine_id, search_phrase, count(*) AS c FROM hits"
            + " WHERE search_phrase <> '' GROUP BY search_engine_id, search_phrase"
            + " ORDER BY c DESC, search_engine_id, search_phrase LIMIT 10",
        "SELECT user_id, count(*) AS c FROM hits GROUP BY user_id ORDER BY c DESC, user_id"
            + " LIMIT 10",
        "SELECT user_id, search_phrase, count(*) AS c FROM hits GROUP BY user_id, search_phrase"
            + " ORDER BY c DESC, user_id, search_phrase LIMIT 10",
        "SELECT count(*), sum(resolution_width + 1), sum(resolution_width + 2),"
            + " sum(resolution_width + 3), sum(resolution_width + 4), sum(resolution_width + 5),"
            + " sum(resolution_width + 6), sum(resolution_width + 7), sum(resolution_width + 8)"
            + " FROM hits",
        "SELECT count(*) FROM hits WHERE url LIKE '%site17%page/4%'",
        "SELECT search_phrase, min(url), min(title), count(*) AS c FROM hits"
            + " WHERE title LIKE '%page 1%' AND search_phrase <> ''"
            + " GROUP BY search_phrase ORDER BY c DESC, search_phrase LIMIT 10",
        "SELECT search_phrase, event_date, id FROM hits WHERE search_phrase <> ''"
            + " ORDER BY event_date, search_phrase, id LIMIT 10",
        "SELECT url, count(*) AS c FROM hits GROUP BY url ORDER BY c DESC, url LIMIT 10",
        "SELECT title, is_mobile, count(*) AS c, avg(p19), sum(p7) FROM hits"
            + " WHERE event_date BETWEEN DATE '2013-07-10' AND DATE '2013-07-20'"
            + " AND counter_id < 2000 AND p11 > 20 GROUP BY title, is_mobile"
            + " ORDER BY c DESC, title, is_mobile LIMIT 10");
  }
}

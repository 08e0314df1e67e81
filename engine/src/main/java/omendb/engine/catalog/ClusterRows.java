package omendb.engine.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Schemas, databases, roles and settings.
final class ClusterRows {
  private static final long UTF8 = 6;

  private static final Pattern AMOUNT = Pattern.compile("(\\d+) *([A-Za-z]+)");

  /// Units of memory in kB and of time in ms.
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("kB", 1L),
          Map.entry("MB", 1L << 10),
          Map.entry("GB", 1L << 20),
          Map.entry("TB", 1L << 30),
          Map.entry("ms", 1L),
          Map.entry("s", 1_000L),
          Map.entry("min", 60_000L),
          Map.entry("h", 3_600_000L),
          Map.entry("d", 86_400_000L));

  private static final Map<String, String[]> SETTING_FACTS = settingFacts();

  private ClusterRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_namespace", ClusterRows::namespaces);
    all.put("pg_catalog.pg_database", ClusterRows::databases);
    all.put("pg_catalog.pg_settings", ClusterRows::settings);
  }

  private static void namespaces(RowSet rows, SystemView view) {
    namespace(rows, SystemOids.PG_CATALOG, "pg_catalog");
    namespace(rows, SystemOids.INFORMATION_SCHEMA, "information_schema");
    view.source()
        .schemas()
        .forEach((name, oid) -> {
          namespace(rows, oid, name);
          rows.set("nspowner", view.source().owner(oid))
              .set("nspacl", view.source().privileges(oid, ""));
        });
  }

  private static void namespace(RowSet rows, long oid, String name) {
    rows.row().set("oid", oid).set("nspname", name).set("nspowner", SystemOids.OWNER);
  }

  private static void databases(RowSet rows, SystemView view) {
    rows.row()
        .set("oid", SystemOids.DATABASE)
        .set("datname", view.source().databaseName())
        .set("datdba", view.source().owner(SystemOids.DATABASE))
        .set("datacl", view.source().privileges(SystemOids.DATABASE, ""))
        .set("encoding", UTF8)
        .set("datlocprovider", "c")
        .set("datallowconn", true)
        .set("datconnlimit", -1)
        .set("dattablespace", SystemOids.TABLESPACE)
        .set("datcollate", "C")
        .set("datctype", "C");
  }

  private static Map<String, String[]> settingFacts() {
    Map<String, String[]> facts = new HashMap<>();
    List<String> lines = Facts.lines("pg_settings");
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = Facts.fields(line);
      facts.put(fields[0].toLowerCase(Locale.ROOT), fields);
    }
    return Map.copyOf(facts);
  }

  private static void settings(RowSet rows, SystemView view) {
    view.source()
        .settings()
        .forEach((name, value) -> {
          String[] facts = SETTING_FACTS.get(name.toLowerCase(Locale.ROOT));
          String shown = inUnit(value, fact(facts, 1, null));
          rows.row()
              .set("name", name)
              .set("setting", shown)
              .set("unit", fact(facts, 1, null))
              .set("category", fact(facts, 2, "Customized Options"))
              .set("short_desc", "")
              .set("context", fact(facts, 3, "user"))
              .set("vartype", fact(facts, 4, "string"))
              .set("source", "session")
              .set("min_val", fact(facts, 5, null))
              .set("max_val", fact(facts, 6, null))
              .set("boot_val", shown)
              .set("reset_val", shown)
              .set("pending_restart", false);
        });
  }

  /// A value such as `4MB` as a number of the setting's unit.
  private static String inUnit(String value, @Nullable String unit) {
    Matcher parts = AMOUNT.matcher(value);
    if (unit == null || !parts.matches()) {
      return value;
    }
    Long one = UNITS.get(unit);
    Long own = UNITS.get(parts.group(2));
    return one == null || own == null
        ? value
        : Long.toString(Long.parseLong(parts.group(1)) * own / one);
  }

  private static @Nullable String fact(
      String @Nullable [] facts, int column, @Nullable String unknown) {
    return facts == null ? unknown : Facts.text(facts[column]);
  }
}

package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.core.Column;
import omendb.core.text.TypeText;
import omendb.planner.function.FunctionCatalog;
import org.jspecify.annotations.Nullable;

/// The built-in objects that are the same in every database: types, functions, operators, casts.
/// `src/main/scripts/catalog-facts.sql` writes their files.
final class FactRows implements SystemRows {
  private volatile @Nullable List<@Nullable Object[]> known;

  private FactRows() {}

  static void register(Map<String, SystemRows> all) {
    for (String name :
        List.of(
            "pg_type",
            "pg_operator",
            "pg_opclass",
            "pg_opfamily",
            "pg_am",
            "pg_language",
            "pg_collation",
            "pg_cast",
            "pg_range",
            "pg_tablespace")) {
      all.put("pg_catalog." + name, new FactRows());
    }
    all.put("pg_catalog.pg_proc", FactRows::functions);
  }

  @Override
  public void add(RowSet rows, SystemView view) {
    List<@Nullable Object[]> all = known;
    if (all == null) {
      RowSet read = new RowSet(rows.relation());
      read(read);
      all = read.rows();
      known = all;
    }
    rows.addAll(all);
  }

  /// The functions that can be called or that other built-in objects are made of.
  private static void functions(RowSet rows, SystemView view) {
    Set<Long> parts = new HashSet<>(view.system().types().functions());
    for (@Nullable Object[] row : view.system().functions().rows()) {
      boolean callable =
          row[1] instanceof String name && !FunctionCatalog.candidates(name).isEmpty();
      if (callable || row[0] instanceof Long oid && parts.contains(oid)) {
        rows.addAll(List.<@Nullable Object[]>of(row));
      }
    }
    RoutineRows.add(rows, view);
  }

  /// Reads the file of the set's relation.
  static void read(RowSet rows) {
    List<String> lines = Facts.lines(rows.relation().name());
    String[] names = Facts.fields(lines.getFirst());
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(
          rows.relation().columns().stream()
              .filter(column -> column.name().equals(name))
              .findFirst()
              .orElseThrow());
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = Facts.fields(line);
      constants(rows.row());
      for (int i = 0; i < fields.length; i++) {
        rows.set(names[i], value(columns.get(i), Facts.text(fields[i])));
      }
    }
  }

  private static @Nullable Object value(Column column, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return TypeText.parse(column.type(), text);
  }

  /// What all built-in objects have in common.
  private static void constants(RowSet rows) {
    for (Column column : rows.relation().columns()) {
      if (column.name().endsWith("namespace")) {
        rows.set(column.name(), SystemOids.PG_CATALOG);
      } else if (column.name().endsWith("owner")) {
        rows.set(column.name(), SystemOids.OWNER);
      } else if (column.name().equals("typisdefined")) {
        rows.set(column.name(), true);
      }
    }
  }
}

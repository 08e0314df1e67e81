package omendb.engine;

import java.util.List;
import omendb.core.TableSchema;

/// Names for constraints and indexes that were given none, as PostgreSQL chooses them.
final class ConstraintNames {
  private static final int LENGTH_MAX = 63;

  private final CatalogState catalog;

  ConstraintNames(CatalogState catalog) {
    this.catalog = catalog;
  }

  /// @param columns as [IndexCommands#names] gives them
  String index(TableSchema table, List<String> columns) {
    return relation(table, table.name() + "_" + String.join("_", columns), "idx");
  }

  String unique(TableSchema table, List<Integer> columns) {
    return relation(table, base(table, columns), "key");
  }

  String sequence(TableSchema table, String column) {
    return relation(table, table.name() + "_" + column, "seq");
  }

  String foreignKey(TableSchema table, List<Integer> columns) {
    return constraint(table, base(table, columns), "fkey");
  }

  /// @param columns those that the condition reads; only a single one is part of the name
  String check(TableSchema table, List<Integer> columns) {
    return constraint(table, columns.size() == 1 ? base(table, columns) : table.name(), "check");
  }

  private static String base(TableSchema table, List<Integer> columns) {
    StringBuilder name = new StringBuilder(table.name());
    columns.forEach(column -> name.append('_').append(table.columns().get(column).name()));
    return name.toString();
  }

  private String relation(TableSchema table, String base, String suffix) {
    String name = joined(base, suffix, 0);
    for (int i = 1;
        catalog.hasRelation(table.schemaName(), name)
            || catalog.rules().of(table.oid()).names(name);
        i++) {
      name = joined(base, suffix, i);
    }
    return name;
  }

  private String constraint(TableSchema table, String base, String suffix) {
    String name = joined(base, suffix, 0);
    for (int i = 1;
        catalog.rules().of(table.oid()).names(name) || table.keyName().equals(name);
        i++) {
      name = joined(base, suffix, i);
    }
    return name;
  }

  private static String joined(String base, String suffix, int number) {
    String end = "_" + suffix + (number == 0 ? "" : String.valueOf(number));
    int room = LENGTH_MAX - end.length();
    return (base.length() > room ? base.substring(0, room) : base) + end;
  }
}

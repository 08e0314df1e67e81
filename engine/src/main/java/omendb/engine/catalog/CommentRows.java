package omendb.engine.catalog;

import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// pg_description and pg_shdescription, and the functions that ask them.
final class CommentRows {
  private CommentRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_description", (rows, view) -> add(rows, view, false));
    all.put("pg_catalog.pg_shdescription", (rows, view) -> add(rows, view, true));
  }

  private static boolean shared(long relation) {
    return relation == SystemOids.PG_DATABASE || relation == SystemOids.PG_AUTHID;
  }

  private static void add(RowSet rows, SystemView view, boolean shared) {
    view.source()
        .comments()
        .all()
        .forEach((target, text) -> {
          long column = number(view, target);
          if (shared(target.relation()) == shared && column >= 0) {
            rows.row()
                .set("objoid", target.object())
                .set("classoid", target.relation())
                .set("description", text);
            if (!shared) {
              rows.set("objsubid", column);
            }
          }
        });
  }

  /// The number of the target's column, 0 when it is none; -1 when it is gone.
  private static long number(SystemView view, Comments.Target target) {
    if (target.column().isEmpty()) {
      return 0;
    }
    List<Column> columns = columns(view, target.object());
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(target.column())) {
        return i + 1;
      }
    }
    return -1;
  }

  private static List<Column> columns(SystemView view, long relation) {
    TableSchema table = view.table(relation);
    if (table != null) {
      return table.columns();
    }
    for (CatalogSource.View each : view.source().views()) {
      if (each.oid() == relation) {
        return each.columns();
      }
    }
    return List.of();
  }

  static @Nullable String column(SystemView view, long relation, long number) {
    List<Column> columns = columns(view, relation);
    if (number < 1 || number > columns.size()) {
      return null;
    }
    String name = columns.get((int) number - 1).name();
    return view.source().comments().get(new Comments.Target(SystemOids.PG_CLASS, relation, name));
  }

  /// @param relation the name of the catalog's relation that lists the object; null for any
  static @Nullable String object(SystemView view, long object, @Nullable String relation) {
    for (Map.Entry<Comments.Target, String> each : view.source().comments().all().entrySet()) {
      Comments.Target target = each.getKey();
      if (target.object() == object
          && target.column().isEmpty()
          && (relation == null || relation.equals(name(target.relation())))) {
        return each.getValue();
      }
    }
    return null;
  }

  private static String name(long relation) {
    return switch ((int) relation) {
      case (int) SystemOids.PG_CLASS -> "pg_class";
      case (int) SystemOids.PG_TYPE -> "pg_type";
      case (int) SystemOids.PG_CONSTRAINT -> "pg_constraint";
      case (int) SystemOids.PG_NAMESPACE -> "pg_namespace";
      case (int) SystemOids.PG_DATABASE -> "pg_database";
      case (int) SystemOids.PG_AUTHID -> "pg_authid";
      default -> "";
    };
  }
}

package omendb.engine.catalog;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.TableSchema;
import omendb.core.UserType;
import org.jspecify.annotations.Nullable;

/// Domains in pg_constraint and information_schema.
final class DomainRows {
  private DomainRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("information_schema.domains", DomainRows::domains);
    all.put("information_schema.domain_constraints", DomainRows::constraints);
    all.put("information_schema.column_domain_usage", DomainRows::columns);
    SystemRows keys = Objects.requireNonNull(all.get("pg_catalog.pg_constraint"));
    all.put(
        "pg_catalog.pg_constraint",
        (rows, view) -> {
          keys.add(rows, view);
          checks(rows, view);
        });
  }

  private static List<DomainType> all(SystemView view) {
    return view.source().types().stream()
        .filter(DomainType.class::isInstance)
        .map(DomainType.class::cast)
        .toList();
  }

  /// `CHECK (…)` of the constraint of this number, or null.
  static @Nullable String definition(SystemView view, long oid) {
    for (UserType type : view.source().types()) {
      if (type instanceof DomainType domain) {
        for (DomainType.Check check : domain.checks()) {
          if (check.oid() == oid) {
            return "CHECK ((" + check.condition() + "))";
          }
        }
      }
    }
    return null;
  }

  private static void checks(RowSet rows, SystemView view) {
    for (DomainType domain : all(view)) {
      for (DomainType.Check check : domain.checks()) {
        rows.row()
            .set("oid", check.oid())
            .set("conname", check.name())
            .set("connamespace", view.schemaOid(domain.schema()))
            .set("contype", "c")
            .set("convalidated", true)
            .set("contypid", domain.oid())
            .set("conislocal", true)
            .set("confupdtype", " ")
            .set("confdeltype", " ")
            .set("confmatchtype", " ")
            .set("conbin", check.condition());
      }
    }
  }

  private static RowSet named(RowSet row, SystemView view, DomainType domain) {
    return row.set("domain_catalog", view.source().databaseName())
        .set("domain_schema", domain.schema())
        .set("domain_name", domain.name());
  }

  private static void domains(RowSet rows, SystemView view) {
    for (DomainType domain : all(view)) {
      ColumnType type = domain.base().plain();
      named(rows.row(), view, domain)
          .set("data_type", InformationSchemaRows.typeName(view, type))
          .set("udt_catalog", view.source().databaseName())
          .set("udt_schema", InformationSchemaRows.schemaOf(type))
          .set("udt_name", view.types().of(type).name())
          .set("dtd_identifier", "1");
      String sql = domain.defaultSql();
      if (sql != null) {
        rows.set("domain_default", view.shown(sql));
      }
      InformationSchemaRows.dimensions(rows, type);
    }
  }

  private static void constraints(RowSet rows, SystemView view) {
    for (DomainType domain : all(view)) {
      for (DomainType.Check check : domain.checks()) {
        named(rows.row(), view, domain)
            .set("constraint_catalog", view.source().databaseName())
            .set("constraint_schema", domain.schema())
            .set("constraint_name", check.name())
            .set("is_deferrable", "NO")
            .set("initially_deferred", "NO");
      }
    }
  }

  private static void columns(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      for (Column column : table.columns()) {
        if (column.type().user() instanceof DomainType domain) {
          named(rows.row(), view, domain)
              .set("table_catalog", view.source().databaseName())
              .set("table_schema", table.schemaName())
              .set("table_name", table.name())
              .set("column_name", column.name());
        }
      }
    }
  }
}

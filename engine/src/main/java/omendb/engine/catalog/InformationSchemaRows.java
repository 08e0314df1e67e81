package omendb.engine.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.definition.MaterializedView;
import omendb.planner.CatalogView.Relation;
import org.jspecify.annotations.Nullable;

/// The views of information_schema that have rows.
final class InformationSchemaRows {
  /// Types that count as arrays although they are printed in another way.
  private static final Set<String> VECTORS = Set.of("int2vector", "oidvector");

  private static final String YES = "YES";
  private static final String NO = "NO";
  private static final long TEXT_BYTES_MAX = 1 << 30;
  private static final long CHARACTER_BYTES_MAX = 4;

  private InformationSchemaRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("information_schema.information_schema_catalog_name", InformationSchemaRows::name);
    all.put("information_schema.schemata", InformationSchemaRows::schemata);
    all.put("information_schema.tables", InformationSchemaRows::tables);
    all.put("information_schema.columns", InformationSchemaRows::columns);
    all.put("information_schema.views", InformationSchemaRows::views);
    DomainRows.register(all);
    ConstraintRows.register(all);
    SequenceRows.register(all);
    all.put("information_schema.enabled_roles", InformationSchemaRows::roles);
    all.put("information_schema.applicable_roles", InformationSchemaRows::nothing);
  }

  private static void nothing(RowSet rows, SystemView view) {}

  private static void name(RowSet rows, SystemView view) {
    rows.row().set("catalog_name", view.source().databaseName());
  }

  private static void roles(RowSet rows, SystemView view) {
    view.source().accounts().forEach(role -> rows.row().set("role_name", role.name()));
  }

  private static void schemata(RowSet rows, SystemView view) {
    schema(rows, view, "pg_catalog");
    schema(rows, view, "information_schema");
    view.source().schemas().keySet().forEach(schema -> schema(rows, view, schema));
  }

  private static void schema(RowSet rows, SystemView view, String schema) {
    rows.row()
        .set("catalog_name", view.source().databaseName())
        .set("schema_name", schema)
        .set("schema_owner", Names.role(view, view.source().owner(view.schemaOid(schema))));
  }

  private static void tables(RowSet rows, SystemView view) {
    Map<Integer, MaterializedView> materialized = view.source().materialized();
    for (TableSchema table : view.source().tables()) {
      if (materialized.containsKey(table.oid())) {
        continue;
      }
      table(rows, view, table.schemaName(), table.name())
          .set(
              "table_type",
              SystemOids.temporary(table.schemaName()) ? "LOCAL TEMPORARY" : "BASE TABLE");
      rows.set("is_insertable_into", YES);
    }
    for (CatalogSource.View each : view.source().views()) {
      table(rows, view, each.schema(), each.name()).set("table_type", "VIEW");
    }
    for (Relation each : view.system().relations()) {
      table(rows, view, each.schema(), each.name())
          .set("table_type", each.kind() == 'v' ? "VIEW" : "BASE TABLE");
    }
  }

  private static RowSet table(RowSet rows, SystemView view, String schema, String name) {
    return names(rows.row(), view, schema, name).set("is_insertable_into", NO).set("is_typed", NO);
  }

  static RowSet names(RowSet row, SystemView view, String schema, String name) {
    return row.set("table_catalog", view.source().databaseName())
        .set("table_schema", schema)
        .set("table_name", name);
  }

  private static void columns(RowSet rows, SystemView view) {
    Map<Integer, MaterializedView> materialized = view.source().materialized();
    for (TableSchema table : view.source().tables()) {
      if (materialized.containsKey(table.oid())) {
        continue;
      }
      columns(rows, view, table.schemaName(), table.name(), table.columns());
    }
    for (CatalogSource.View each : view.source().views()) {
      columns(rows, view, each.schema(), each.name(), each.columns());
    }
    for (Relation each : view.system().relations()) {
      columns(rows, view, each.schema(), each.name(), each.columns());
    }
  }

  private static void columns(
      RowSet rows, SystemView view, String schema, String table, List<Column> columns) {
    boolean updatable = view.source().schemas().containsKey(schema) && isTable(view, schema, table);
    int number = 1;
    for (Column column : columns) {
      ColumnType type = column.type().plain();
      names(rows.row(), view, schema, table)
          .set("column_name", column.name())
          .set("ordinal_position", number)
          .set("column_default", defaultOf(view, column))
          .set("is_nullable", column.nullable() ? YES : NO)
          .set("data_type", typeName(view, type))
          .set("udt_catalog", view.source().databaseName())
          .set("udt_schema", schemaOf(type))
          .set("udt_name", view.types().of(type).name())
          .set("dtd_identifier", Integer.toString(number))
          .set("is_self_referencing", NO)
          .set("is_identity", NO)
          .set("identity_cycle", NO)
          .set("is_generated", "NEVER")
          .set("is_updatable", updatable ? YES : NO);
      declared(rows, view, schema, table, number);
      String generation = view.generation(schema, table, column.name());
      if (generation != null) {
        rows.set("is_generated", "ALWAYS").set("generation_expression", generation);
      }
      if (column.type().user() instanceof DomainType domain) {
        rows.set("domain_catalog", view.source().databaseName())
            .set("domain_schema", domain.schema())
            .set("domain_name", domain.name());
      }
      dimensions(rows, type);
      if (updatable) {
        SequenceRows.identity(rows, view, schema, table, number - 1);
      }
      number++;
    }
  }

  private static @Nullable String defaultOf(SystemView view, Column column) {
    String sql = column.defaultSql();
    return sql == null ? null : view.shown(sql);
  }

  private static boolean isTable(SystemView view, String schema, String name) {
    Collection<TableSchema> tables = view.source().tables();
    return tables.stream()
        .anyMatch(table -> table.schemaName().equals(schema) && table.name().equals(name));
  }

  static String schemaOf(ColumnType type) {
    UserType user = Objects.requireNonNullElse(type.element(), type).user();
    return user == null ? "pg_catalog" : user.schema();
  }

  /// A column of the catalog has the type that it has on PostgreSQL, not that of its values here.
  private static void declared(
      RowSet rows, SystemView view, String schema, String table, int number) {
    Relation relation = view.system().relation(schema, table);
    if (relation == null) {
      return;
    }
    TypeFacts.Type type =
        view.types().declared(view.system().declaredTypes(relation.oid()).get(number - 1));
    TypeFacts.Type base = type.base() == 0 ? type : view.types().type(type.base());
    if (base == null) {
      return;
    }
    boolean scalar = base.array() == 0 && !VECTORS.contains(base.name());
    rows.set("udt_name", base.name())
        .set("data_type", scalar ? view.types().format(base.oid(), null) : "ARRAY");
    if (base != type) {
      rows.set("domain_catalog", view.source().databaseName())
          .set("domain_schema", "information_schema")
          .set("domain_name", type.name());
    }
  }

  static String typeName(SystemView view, ColumnType type) {
    if (type.user() != null) {
      return "USER-DEFINED";
    }
    return type.element() != null ? "ARRAY" : view.types().format(type.oid(), null);
  }

  /// Lengths and precisions, as far as the type has them.
  static void dimensions(RowSet row, ColumnType type) {
    switch (type.kind()) {
      case VARCHAR, CHAR -> {
        boolean bounded = type.precision() > 0;
        row.set("character_maximum_length", bounded ? type.precision() : null)
            .set(
                "character_octet_length",
                bounded ? type.precision() * CHARACTER_BYTES_MAX : TEXT_BYTES_MAX);
      }
      case BIT, VARBIT ->
          row.set("character_maximum_length", type.precision() > 0 ? type.precision() : null);
      case TEXT -> row.set("character_octet_length", TEXT_BYTES_MAX);
      case SMALLINT -> number(row, 16L, 2, 0L);
      case INTEGER -> number(row, 32L, 2, 0L);
      case BIGINT -> number(row, 64L, 2, 0L);
      case REAL -> number(row, 24L, 2, null);
      case DOUBLE -> number(row, 53L, 2, null);
      case NUMERIC -> {
        boolean bounded = type.precision() > 0;
        number(
            row,
            bounded ? (Long) (long) type.precision() : null,
            10,
            bounded ? (Long) (long) type.scale() : null);
      }
      case DATE -> row.set("datetime_precision", 0);
      case TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ, INTERVAL -> row.set("datetime_precision", 6);
      default -> {}
    }
  }

  private static void number(
      RowSet row, @Nullable Long precision, int radix, @Nullable Long scale) {
    row.set("numeric_precision", precision)
        .set("numeric_precision_radix", radix)
        .set("numeric_scale", scale);
  }

  private static void views(RowSet rows, SystemView view) {
    for (CatalogSource.View each : view.source().views()) {
      String updatable = view.source().updatable(each) ? YES : NO;
      names(rows.row(), view, each.schema(), each.name())
          .set("view_definition", Definitions.view(each))
          .set("check_option", each.check())
          .set("is_updatable", updatable)
          .set("is_insertable_into", updatable)
          .set("is_trigger_updatable", NO)
          .set("is_trigger_deletable", NO)
          .set("is_trigger_insertable_into", NO);
    }
  }
}

package omendb.engine.catalog;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.function.FormatFunctions;
import org.jspecify.annotations.Nullable;

/// Sequences in pg_class and pg_attribute, pg_sequence and pg_sequences, their views in
/// information_schema, and pg_depend's rows about what belongs to which column.
final class SequenceRows {
  private static final long PG_ATTRDEF = 2604;

  /// The columns of every sequence as a relation.
  private static final List<Column> COLUMNS =
      List.of(
          new Column("last_value", ColumnType.BIGINT, false, null),
          new Column("log_cnt", ColumnType.BIGINT, false, null),
          new Column("is_called", ColumnType.BOOLEAN, false, null));

  private SequenceRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_sequence", SequenceRows::sequence);
    all.put("pg_catalog.pg_sequences", SequenceRows::sequences);
    all.put("pg_catalog.pg_depend", SequenceRows::dependencies);
    all.put("information_schema.sequences", SequenceRows::standard);
  }

  static void classes(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      long schema = view.schemaOid(each.schema());
      RelationRows.relation(rows, each.oid(), each.name(), schema, 'S', COLUMNS.size());
      RelationRows.owned(rows, view, each.oid());
      rows.set("reltuples", 1).set("relpages", 1);
    }
  }

  static void attributes(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      RelationRows.columns(rows, view.types(), each.oid(), COLUMNS);
    }
  }

  private static long type(SequenceDefinition sequence) {
    return ColumnType.of(sequence.range().type()).oid();
  }

  private static void sequence(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      SequenceDefinition.Range range = each.range();
      rows.row()
          .set("seqrelid", each.oid())
          .set("seqtypid", type(each))
          .set("seqstart", range.start())
          .set("seqincrement", range.increment())
          .set("seqmax", range.max())
          .set("seqmin", range.min())
          .set("seqcache", range.cache())
          .set("seqcycle", range.cycle());
    }
  }

  private static void sequences(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      SequenceDefinition.Range range = each.range();
      rows.row()
          .set("schemaname", each.schema())
          .set("sequencename", each.name())
          .set("sequenceowner", Names.role(view, view.source().owner(each.oid())))
          .set("data_type", type(each))
          .set("start_value", range.start())
          .set("min_value", range.min())
          .set("max_value", range.max())
          .set("increment_by", range.increment())
          .set("cycle", range.cycle())
          .set("cache_size", range.cache())
          .set("last_value", view.source().lastValue(each));
    }
  }

  /// The sequences that are not an identity column's.
  private static void standard(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      SequenceDefinition.Range range = each.range();
      if (each.owner().identity()) {
        continue;
      }
      rows.row()
          .set("sequence_catalog", view.source().databaseName())
          .set("sequence_schema", each.schema())
          .set("sequence_name", each.name())
          .set("data_type", view.types().format(type(each), null))
          .set("numeric_precision", bits(range.type()))
          .set("numeric_precision_radix", 2)
          .set("numeric_scale", 0)
          .set("start_value", Long.toString(range.start()))
          .set("minimum_value", Long.toString(range.min()))
          .set("maximum_value", Long.toString(range.max()))
          .set("increment", Long.toString(range.increment()))
          .set("cycle_option", range.cycle() ? "YES" : "NO");
    }
  }

  private static int bits(TypeKind type) {
    return switch (type) {
      case SMALLINT -> 16;
      case INTEGER -> 32;
      default -> 64;
    };
  }

  /// A sequence depends on its column, automatically for OWNED BY and internally for an identity; a
  /// default that asks a sequence depends on it.
  private static void dependencies(RowSet rows, SystemView view) {
    for (SequenceDefinition each : view.source().sequences()) {
      SequenceDefinition.Owner owner = each.owner();
      if (owner.tableOid() != 0) {
        rows.row()
            .set("classid", SystemOids.PG_CLASS)
            .set("objid", each.oid())
            .set("refclassid", SystemOids.PG_CLASS)
            .set("refobjid", owner.tableOid())
            .set("refobjsubid", owner.column() + 1)
            .set("deptype", owner.identity() ? "i" : "a");
      }
    }
    for (TableSchema table : view.source().tables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        String sql = table.columns().get(i).defaultSql();
        long sequence = sql == null ? 0 : view.sequenceOf(sql);
        if (sequence != 0 && view.identity(table.oid(), i) == null) {
          rows.row()
              .set("classid", PG_ATTRDEF)
              .set("objid", SystemOids.columnDefault(table, i + 1))
              .set("refclassid", SystemOids.PG_CLASS)
              .set("refobjid", sequence)
              .set("deptype", "n");
        }
      }
    }
  }

  /// What information_schema.columns says of an identity column, into the current row.
  ///
  /// @param column index into the table's columns
  static void identity(RowSet row, SystemView view, String schema, String name, int column) {
    for (SequenceDefinition each : view.source().sequences()) {
      TableSchema table =
          each.owner().identity() && each.owner().column() == column
              ? view.table(each.owner().tableOid())
              : null;
      if (table != null && table.name().equals(name) && table.schemaName().equals(schema)) {
        SequenceDefinition.Range range = each.range();
        boolean always = each.owner().kind() == SequenceDefinition.Kind.ALWAYS;
        row.set("column_default", null)
            .set("is_identity", "YES")
            .set("identity_generation", always ? "ALWAYS" : "BY DEFAULT")
            .set("identity_start", Long.toString(range.start()))
            .set("identity_increment", Long.toString(range.increment()))
            .set("identity_maximum", Long.toString(range.max()))
            .set("identity_minimum", Long.toString(range.min()))
            .set("identity_cycle", range.cycle() ? "YES" : "NO");
      }
    }
  }

  /// The name of the sequence that goes with a column; null when none does.
  static @Nullable String serialSequence(
      SystemView view, Names names, String relation, String column) {
    TableSchema table = view.table(names.relationOid(relation));
    int index = table == null ? -1 : table.columnIndex(column);
    if (table == null || index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist",
          column, Names.parts(relation).getLast());
    }
    for (SequenceDefinition each : view.source().sequences()) {
      if (each.owner().tableOid() == table.oid() && each.owner().column() == index) {
        return FormatFunctions.quoteIdent(each.schema())
            + "."
            + FormatFunctions.quoteIdent(each.name());
      }
    }
    return null;
  }

  /// The row of pg_sequence_parameters.
  static Iterator<Object> parameters(SystemView view, long oid) {
    SequenceDefinition sequence = view.sequence(oid);
    if (sequence == null) {
      throw SqlState.UNDEFINED_TABLE.error("could not open relation with OID %d", oid);
    }
    SequenceDefinition.Range range = sequence.range();
    Object row =
        new Object[] {
          range.start(),
          range.min(),
          range.max(),
          range.increment(),
          range.cycle(),
          range.cache(),
          type(sequence)
        };
    return List.of(row).iterator();
  }
}

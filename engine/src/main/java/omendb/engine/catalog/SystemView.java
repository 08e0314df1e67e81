package omendb.engine.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.core.TableSchema;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.SequenceDefinition;
import org.jspecify.annotations.Nullable;

/// What rows and answers are computed from.
///
/// @param source the session's definitions
/// @param system the catalog's own relations, which are in pg_class too
record SystemView(CatalogSource source, SystemCatalog system) {
  private static final Pattern SEQUENCE = Pattern.compile("nextval\\('(\\d+)'::regclass\\)");

  @Nullable TableSchema table(long oid) {
    for (TableSchema table : source.tables()) {
      if (table.oid() == oid) {
        return table;
      }
    }
    return null;
  }

  /// The types that came with the server and those of the users.
  TypeFacts types() {
    return source.types().isEmpty()
        ? system.types()
        : new TypeFacts(system.types(), source.types(), source.searchPath());
  }

  /// The sequence behind an identity column; null when the column is none.
  ///
  /// @param column index into the table's columns
  @Nullable SequenceDefinition identity(int tableOid, int column) {
    for (SequenceDefinition sequence : source.sequences()) {
      SequenceDefinition.Owner owner = sequence.owner();
      if (owner.tableOid() == tableOid && owner.column() == column && owner.identity()) {
        return sequence;
      }
    }
    return null;
  }

  /// The expression of a generated column; null when the column is none.
  @Nullable String generation(long tableOid, String column) {
    for (GeneratedColumn each : source.generated()) {
      if (each.tableOid() == tableOid && each.column().equals(column)) {
        return each.expression();
      }
    }
    return null;
  }

  @Nullable String generation(String schema, String table, String column) {
    if (source.generated().isEmpty()) {
      return null;
    }
    for (TableSchema each : source.tables()) {
      if (each.schemaName().equals(schema) && each.name().equals(table)) {
        return generation(each.oid(), column);
      }
    }
    return null;
  }

  @Nullable SequenceDefinition sequence(long oid) {
    for (SequenceDefinition sequence : source.sequences()) {
      if (sequence.oid() == oid) {
        return sequence;
      }
    }
    return null;
  }

  /// The number of the sequence that a stored DEFAULT asks; 0 when it asks none.
  long sequenceOf(String defaultSql) {
    Matcher matcher = SEQUENCE.matcher(defaultSql);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /// A stored DEFAULT as PostgreSQL prints it: sequences, which it names by number, by name.
  String shown(String defaultSql) {
    long sequence = sequenceOf(defaultSql);
    if (sequence == 0) {
      return defaultSql;
    }
    String name = new Names(this).relationName(sequence);
    return "nextval('" + name.replace("'", "''") + "'::regclass)";
  }

  /// The oid of a schema, 0 when there is none of this name.
  long schemaOid(String name) {
    return switch (name) {
      case "pg_catalog" -> SystemOids.PG_CATALOG;
      case "information_schema" -> SystemOids.INFORMATION_SCHEMA;
      default -> source.schemas().getOrDefault(name, 0);
    };
  }
}

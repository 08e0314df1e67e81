package omendb.engine;

import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.bind.TypeBinder;
import org.jspecify.annotations.Nullable;

/// What a column's definition describes.
///
/// @param serial counts by a sequence of its own as its default
/// @param identity counts as GENERATED … AS IDENTITY, or null
record ColumnShape(Column column, boolean serial, Constraint.@Nullable Identity identity) {

  static ColumnShape of(Session session, String table, Ddl.ColumnDefinition definition) {
    if (definition.type() == null) {
      throw DdlCommands.unsupported("a column without a type", definition.pos());
    }
    TypeKind serial = IdentityCommands.serial(definition.type().name());
    if (serial != null && definition.type().arrayDimensions() > 0) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("array of serial is not implemented")
          .at(definition.type().pos());
    }
    ColumnType type =
        serial == null
            ? TableShape.storable(
                TypeBinder.declared(definition.type(), new SessionCatalogView(session)),
                definition.name())
            : ColumnType.of(serial);
    boolean nullable = serial == null;
    String defaultSql = null;
    Constraint.Identity identity = null;
    boolean generated = false;
    for (Constraint constraint : definition.constraints()) {
      switch (constraint) {
        case Constraint.NotNull _ -> nullable = false;
        case Constraint.Nullability explicit -> {
          if (serial != null) {
            throw SqlState.SYNTAX_ERROR
                .error(
                    "conflicting NULL/NOT NULL declarations for column \"%s\" of table \"%s\"",
                    definition.name(), table)
                .at(explicit.pos());
          }
        }
        case Constraint.DefaultValue value -> {
          if (serial != null || defaultSql != null) {
            throw twice("multiple default values", table, definition).at(value.pos());
          }
          defaultSql = SequenceDefaults.stored(session, value.value().text());
        }
        case Constraint.Unique unique when unique.primaryKey() -> nullable = false;
        case Constraint.Unique _, Constraint.Check _, Constraint.ForeignKey _ -> {}
        case Constraint.Exclude exclude ->
            throw DdlCommands.unsupported("EXCLUDE constraint", exclude.pos());
        case Constraint.Generated other -> {
          if (generated) {
            throw twice("multiple generation clauses", table, definition).at(other.pos());
          }
          generated = true;
        }
        case Constraint.Identity other -> {
          if (identity != null) {
            throw twice("multiple identity specifications", table, definition).at(other.pos());
          }
          identity = other;
          nullable = false;
        }
      }
    }
    if (identity != null && (serial != null || defaultSql != null)) {
      throw twice("both default and identity", table, definition).at(identity.pos());
    }
    if (generated && (serial != null || defaultSql != null)) {
      throw twice("both default and generation expression", table, definition).at(definition.pos());
    }
    if (generated && identity != null) {
      throw twice("both identity and generation expression", table, definition)
          .at(definition.pos());
    }
    Column column = new Column(definition.name(), type, nullable, defaultSql);
    return new ColumnShape(column, serial != null, identity);
  }

  /// @param what is specified too often
  private static OmenException twice(String what, String table, Ddl.ColumnDefinition column) {
    return SqlState.SYNTAX_ERROR.error(
        what + " specified for column \"%s\" of table \"%s\"", column.name(), table);
  }

  /// Adds the column, which is the table's of this index, to those that count.
  void count(int index, List<IdentityCommands.Counter> counters) {
    if (serial) {
      counters.add(IdentityCommands.Counter.serial(index));
    } else if (identity != null) {
      counters.add(IdentityCommands.Counter.identity(index, identity));
    }
  }
}

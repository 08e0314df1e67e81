package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.SequenceDefinition.Kind;
import omendb.engine.definition.SequenceDefinition.Owner;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// Columns that count: serial and identity. Their sequences go with them.
final class IdentityCommands {
  private final Session session;
  private final DdlCommands definitions;
  private final SequenceCommands sequences;

  IdentityCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
    this.sequences = new SequenceCommands(session, definitions);
  }

  /// A column of a new table that counts.
  ///
  /// @param kind OWNED for serial
  record Counter(int column, Kind kind, List<Option> options) {
    static Counter serial(int column) {
      return new Counter(column, Kind.OWNED, List.of());
    }

    static Counter identity(int column, Constraint.Identity identity) {
      Kind kind = identity.always() ? Kind.ALWAYS : Kind.BY_DEFAULT;
      return new Counter(column, kind, identity.options());
    }
  }

  /// Gives columns of a table, which nobody else sees or writes, their sequences; returns the table
  /// with the defaults that read them.
  TableSchema count(TableSchema table, List<Counter> counters) {
    TableSchema counting = table;
    for (Counter counter : counters) {
      counting = count(counting, counter);
    }
    return counting;
  }

  private TableSchema count(TableSchema table, Counter counter) {
    Column column = table.columns().get(counter.column());
    SequenceOptions options = new SequenceOptions(counter.options());
    Option as = options.find("as");
    if (as != null) {
      throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(as.pos());
    }
    SequenceDefinition.Range range =
        options.fresh(column.type().kind(), counter.kind() != Kind.OWNED);
    SequenceDefinition sequence =
        sequences.make(
            table.schemaName(),
            name(table, column, options),
            range,
            options,
            new Owner(table.oid(), counter.column(), counter.kind()));
    sequences.store(sequence);
    return withDefault(table, counter.column(), SequenceDefaults.of(sequence));
  }

  private String name(TableSchema table, Column column, SequenceOptions options) {
    Option asked = options.find("sequence_name");
    if (asked == null) {
      return new ConstraintNames(session.transaction().catalog()).sequence(table, column.name());
    }
    String name = asked.values().getLast();
    definitions.existsAlready(table.schemaName(), Name.of(name, asked.pos()), false);
    return name;
  }

  private TableSchema withDefault(TableSchema table, int index, @Nullable String sql) {
    List<Column> columns = new ArrayList<>(table.columns());
    Column old = columns.get(index);
    columns.set(index, new Column(old.name(), old.type(), old.nullable(), sql));
    TableSchema changed =
        new TableSchema(
            table.oid(),
            table.schemaName(),
            table.name(),
            columns,
            table.keyColumns(),
            table.keyName());
    definitions.replace(table, changed);
    return changed;
  }

  // ALTER TABLE … ALTER COLUMN

  void add(TableSchema table, AlterTable.AddIdentity add) {
    definitions.lockTable(table);
    int index = require(table, add.column());
    Column column = table.columns().get(index);
    new SequenceOptions(add.identity().options()).fresh(column.type().kind(), true);
    if (sequence(table, index) != null) {
      throw state("column \"%s\" of relation \"%s\" is already an identity column", table, column);
    }
    if (column.nullable()) {
      throw state(
          "column \"%s\" of relation \"%s\" must be declared NOT NULL before identity can be added",
          table, column);
    }
    if (column.defaultSql() != null) {
      throw state("column \"%s\" of relation \"%s\" already has a default value", table, column);
    }
    count(table, Counter.identity(index, add.identity()));
  }

  void alter(TableSchema table, AlterTable.AlterIdentity alter) {
    int index = require(table, alter.column());
    SequenceDefinition sequence = sequence(table, index);
    if (sequence == null) {
      throw noIdentity(table, table.columns().get(index));
    }
    List<Option> options = new ArrayList<>(alter.options());
    Owner owner = sequence.owner();
    for (Option option : alter.options()) {
      if (option.name().equals("generated")) {
        Kind kind = "always".equals(option.value()) ? Kind.ALWAYS : Kind.BY_DEFAULT;
        owner = new Owner(owner.tableOid(), owner.column(), kind);
        options.remove(option);
      }
    }
    sequences.store(sequences.altered(sequence, new SequenceOptions(options)).of(owner));
  }

  void drop(TableSchema table, AlterTable.DropIdentity drop) {
    int index = require(table, drop.column());
    SequenceDefinition sequence = sequence(table, index);
    if (sequence == null) {
      OmenException error = noIdentity(table, table.columns().get(index));
      if (!drop.ifExists()) {
        throw error;
      }
      session.notice(
          new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
      return;
    }
    definitions.lockTable(table);
    withDefault(table, index, null);
    session.transaction().editCatalog(state -> state.sequences().remove(sequence.oid()));
  }

  /// 42601 when the column's default is not the statement's to change.
  void requireNone(TableSchema table, String column, boolean dropDefault) {
    int index = table.columnIndex(column);
    if (index >= 0 && sequence(table, index) != null) {
      OmenException error =
          SqlState.SYNTAX_ERROR.error(
              "column \"%s\" of relation \"%s\" is an identity column", column, table.name());
      throw dropDefault
          ? error.withHint("Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.")
          : error;
    }
  }

  private @Nullable SequenceDefinition sequence(TableSchema table, int column) {
    return session.transaction().catalog().sequences().identity(table.oid(), column);
  }

  private static int require(TableSchema table, String column) {
    int index = table.columnIndex(column);
    if (index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", column, table.name());
    }
    return index;
  }

  private static OmenException noIdentity(TableSchema table, Column column) {
    return state("column \"%s\" of relation \"%s\" is not an identity column", table, column);
  }

  private static OmenException state(String message, TableSchema table, Column column) {
    return SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(message, column.name(), table.name());
  }

  /// The type behind a serial type's name; null for other types.
  static @Nullable TypeKind serial(String typeName) {
    return switch (typeName) {
      case "smallserial", "serial2" -> TypeKind.SMALLINT;
      case "serial", "serial4" -> TypeKind.INTEGER;
      case "bigserial", "serial8" -> TypeKind.BIGINT;
      default -> null;
    };
  }
}

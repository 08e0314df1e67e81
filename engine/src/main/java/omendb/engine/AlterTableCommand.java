package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.Column;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Option;

/// ALTER TABLE: the actions that do not change stored rows, and ADD PRIMARY KEY, which stores them
/// anew under their key.
final class AlterTableCommand {
  private final Session session;
  private final DdlCommands definitions;

  AlterTableCommand(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(AlterTable alter) {
    if (alter.type() != Ddl.ObjectType.TABLE) {
      throw DdlCommands.unsupported("ALTER of this object", alter.pos());
    }
    if (alter.ifExists() && definitions.findTable(alter.name()) == null) {
      definitions.missing("relation", alter.name(), true);
      return new Result.Command("ALTER TABLE");
    }
    for (AlterTable.Action action : alter.actions()) {
      TableSchema table = definitions.requireTable(alter.name());
      switch (action) {
        case AlterTable.AddConstraint add -> addConstraint(table, add.constraint());
        case AlterTable.AlterDefault change -> alterDefault(table, change);
        case AlterTable.AddIdentity add -> identities().add(table, add);
        case AlterTable.AlterIdentity change -> identities().alter(table, change);
        case AlterTable.DropIdentity drop -> identities().drop(table, drop);
        case AlterTable.DropConstraint drop ->
            new ConstraintCommands(session, definitions)
                .drop(table, drop.name(), drop.ifExists(), drop.cascade());
        case AlterTable.TableOptions options -> setOptions(table, options);
        default -> throw DdlCommands.unsupported("this ALTER TABLE action", action.pos());
      }
    }
    return new Result.Command("ALTER TABLE");
  }

  private IdentityCommands identities() {
    return new IdentityCommands(session, definitions);
  }

  private void alterDefault(TableSchema table, AlterTable.AlterDefault change) {
    Ddl.Sourced value = change.value();
    identities().requireNone(table, change.column(), value == null);
    String sql = SequenceDefaults.stored(session, value == null ? null : value.text());
    definitions.replace(
        table,
        withColumn(
            table,
            change.column(),
            old -> new Column(old.name(), old.type(), old.nullable(), sql)));
  }

  private void addConstraint(TableSchema table, Constraint constraint) {
    if (constraint instanceof Constraint.Unique unique && unique.primaryKey()) {
      addPrimaryKey(table, unique);
    } else {
      new ConstraintCommands(session, definitions).add(table, constraint, null);
    }
  }

  private void addPrimaryKey(TableSchema table, Constraint.Unique unique) {
    definitions.lockTable(table);
    if (!table.hiddenKey()) {
      throw SqlState.INVALID_TABLE_DEFINITION.error(
          "multiple primary keys for table \"%s\" are not allowed", table.name());
    }
    TableShape shape = TableShape.keyed(table.columns(), unique.columns(), unique.name());
    TableSchema keyed =
        new TableSchema(
            session.database().storage().nextOid(),
            table.schemaName(),
            table.name(),
            shape.columns(),
            shape.keyColumns(),
            unique.name() == null ? table.name() + "_pkey" : unique.name());
    definitions.swap(table, keyed);
    new QueryRunner(session).copyRows(table, keyed);
  }

  /// `SET (tiering = cold)` moves the committed rows now; `hot` and `auto` leave them to the
  /// policy.
  private void setOptions(TableSchema table, AlterTable.TableOptions options) {
    for (Option option : options.options()) {
      if (!option.name().equals("tiering") || options.reset()) {
        throw SqlState.INVALID_PARAMETER_VALUE
            .error("unrecognized parameter \"%s\"", option.name())
            .at(option.pos());
      }
      String value = String.valueOf(option.value()).toLowerCase(Locale.ROOT);
      switch (value) {
        case "cold" -> {
          session.database().migrate(table.oid());
          session
              .transaction()
              .catalog()
              .rules()
              .of(table.oid())
              .indexes()
              .forEach(index -> session.database().migrate(index.oid()));
        }
        case "auto" -> {}
        default ->
            throw SqlState.INVALID_PARAMETER_VALUE
                .error("invalid value for parameter \"tiering\": \"%s\"", value)
                .withHint("Available values: auto, cold.");
      }
    }
  }

  private static TableSchema withColumn(
      TableSchema table, String name, java.util.function.UnaryOperator<Column> change) {
    int index = table.columnIndex(name);
    if (index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", name, table.name());
    }
    List<Column> columns = new ArrayList<>(table.columns());
    columns.set(index, change.apply(columns.get(index)));
    return new TableSchema(
        table.oid(),
        table.schemaName(),
        table.name(),
        columns,
        table.keyColumns(),
        table.keyName());
  }
}

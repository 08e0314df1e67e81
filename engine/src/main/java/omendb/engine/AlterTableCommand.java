package omendb.engine;

import java.util.ArrayList;
import java.util.Comparator;
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
  private static final int LAST_PASS = 4;

  private final Session session;
  private final DdlCommands definitions;

  AlterTableCommand(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(AlterTable alter) {
    if (alter.type() == Ddl.ObjectType.DOMAIN) {
      return new DomainCommands(session, definitions).alter(alter);
    }
    if (alter.type() == Ddl.ObjectType.INDEX) {
      return new PhysicalActions(session, definitions).ofIndex(alter);
    }
    if (alter.actions().stream().allMatch(AlterTable.OwnerTo.class::isInstance)) {
      return owners(alter);
    }
    if (alter.type() == Ddl.ObjectType.VIEW
        && alter.actions().size() == 1
        && alter.actions().getFirst() instanceof AlterTable.TableOptions options) {
      return ViewOptions.change(session, definitions, alter.name(), options);
    }
    boolean materialized = alter.type() == Ddl.ObjectType.MATERIALIZED_VIEW;
    if (alter.type() != Ddl.ObjectType.TABLE && !materialized) {
      throw DdlCommands.unsupported("ALTER of this object", alter.pos());
    }
    if (alter.ifExists() && definitions.findTable(alter.name()) == null) {
      definitions.missing("relation", alter.name(), true);
      return new Result.Command("ALTER TABLE");
    }
    List<AlterTable.Action> actions = new ArrayList<>(alter.actions());
    actions.sort(Comparator.comparingInt(AlterTableCommand::pass));
    List<AlterTable.Action> columns = actions.stream().filter(ColumnCommands::takes).toList();
    boolean columnsDone = columns.isEmpty();
    for (AlterTable.Action action : actions) {
      TableSchema table = definitions.requireTable(alter.name());
      if (!(action instanceof AlterTable.TableOptions)) {
        new MaterializedViews(session, definitions).requireTable(table);
      }
      if (ColumnCommands.takes(action)) {
        if (!columnsDone) {
          new ColumnCommands(session, definitions, table).run(columns);
          columnsDone = true;
        }
        continue;
      }
      if (PhysicalActions.takes(action)) {
        new PhysicalActions(session, definitions).ofTable(table, action);
        continue;
      }
      switch (action) {
        case AlterTable.OwnerTo to -> owner(alter, to);
        case AlterTable.AddConstraint add -> addConstraint(table, add.constraint());
        case AlterTable.AlterDefault change -> alterDefault(table, change);
        case AlterTable.AddIdentity add -> identities().add(table, add);
        case AlterTable.AlterIdentity change -> identities().alter(table, change);
        case AlterTable.DropIdentity drop -> identities().drop(table, drop);
        case AlterTable.DropConstraint drop ->
            new ConstraintCommands(session, definitions)
                .drop(table, drop.name(), drop.ifExists(), drop.cascade());
        case AlterTable.AlterNullability change -> alterNullability(table, change);
        case AlterTable.ValidateConstraint validate ->
            new ConstraintCommands(session, definitions).validate(table, validate.name());
        case AlterTable.AlterConstraint change ->
            new ConstraintCommands(session, definitions).alter(table, change);
        case AlterTable.DropExpression drop -> {
          definitions.lockTable(table);
          new GeneratedColumns(session).dropExpression(table, drop);
        }
        case AlterTable.RowSecurity change ->
            new PolicyCommands(session, definitions).turn(table, change);
        case AlterTable.TableOptions options -> setOptions(table, options);
        default -> throw DdlCommands.unsupported("this ALTER TABLE action", action.pos());
      }
    }
    return new Result.Command("ALTER TABLE");
  }

  private void owner(AlterTable alter, AlterTable.OwnerTo to) {
    new OwnerCommands(session, definitions).own(alter.type(), alter.name(), to.owner());
  }

  /// ALTER … OWNER TO of any relation.
  private Result owners(AlterTable alter) {
    if (alter.ifExists()
        && new OwnedObjects(session, definitions).find(alter.type(), alter.name()) == null) {
      definitions.missing("relation", alter.name(), true);
    } else {
      alter.actions().forEach(action -> owner(alter, (AlterTable.OwnerTo) action));
    }
    return new Result.Command("ALTER " + alter.type().name().replace('_', ' '));
  }

  /// PostgreSQL's order of the actions of one statement.
  private static int pass(AlterTable.Action action) {
    return switch (action) {
      case AlterTable.DropConstraint _ -> 0;
      case AlterTable.AlterNullability change -> change.notNull() ? LAST_PASS : 0;
      case AlterTable.AlterDefault change -> change.value() == null ? 0 : LAST_PASS;
      case AlterTable.DropColumn _ -> 1;
      case AlterTable.AlterColumnType _ -> 2;
      case AlterTable.AddColumn _ -> 3;
      default -> LAST_PASS;
    };
  }

  private IdentityCommands identities() {
    return new IdentityCommands(session, definitions);
  }

  private void alterDefault(TableSchema table, AlterTable.AlterDefault change) {
    definitions.lockTable(table);
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

  private void alterNullability(TableSchema table, AlterTable.AlterNullability change) {
    int index = requireColumn(table, change.column());
    ConstraintCommands rules = new ConstraintCommands(session, definitions);
    if (change.notNull()) {
      rules.setNotNull(table, index);
    } else {
      rules.dropNotNull(table, index);
    }
  }

  /// The column's index; 42703.
  static int requireColumn(TableSchema table, String name) {
    int index = table.columnIndex(name);
    if (index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", name, table.name());
    }
    return index;
  }

  private void addConstraint(TableSchema table, Constraint constraint) {
    if (constraint instanceof Constraint.Unique unique && unique.primaryKey()) {
      addPrimaryKey(table, unique);
    } else {
      new ConstraintCommands(session, definitions).add(table, constraint, null);
    }
  }

  void addPrimaryKey(TableSchema table, Constraint.Unique unique) {
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

  /// `SET (tiering = warm)` moves the committed rows to segments now, `cold` compresses these too;
  /// `auto` leaves them to the policy.
  private void setOptions(TableSchema table, AlterTable.TableOptions options) {
    List<Option> others =
        options.options().stream().filter(option -> !option.name().equals("tiering")).toList();
    StorageParameters.check(StorageParameters.Kind.TABLE, others, options.reset());
    for (Option option : options.options()) {
      if (!option.name().equals("tiering") || options.reset()) {
        continue;
      }
      String value = String.valueOf(option.value()).toLowerCase(Locale.ROOT);
      switch (value) {
        case "warm", "cold" -> {
          boolean compressed = value.equals("cold");
          session.database().migrate(table.oid(), compressed);
          session
              .transaction()
              .catalog()
              .rules()
              .of(table.oid())
              .indexes()
              .forEach(index -> session.database().migrate(index.oid(), compressed));
        }
        case "auto" -> {}
        default ->
            throw SqlState.INVALID_PARAMETER_VALUE
                .error("invalid value for parameter \"tiering\": \"%s\"", value)
                .withHint("Available values: auto, warm, cold.");
      }
    }
  }

  private static TableSchema withColumn(
      TableSchema table, String name, java.util.function.UnaryOperator<Column> change) {
    int index = requireColumn(table, name);
    List<Column> columns = new ArrayList<>(table.columns());
    columns.set(index, change.apply(columns.get(index)));
    return table.withColumns(columns);
  }
}

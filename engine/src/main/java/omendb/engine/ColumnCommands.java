package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.Policy;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.bind.TypeBinder;
import omendb.planner.function.CastRules;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// ADD COLUMN, DROP COLUMN and ALTER COLUMN TYPE: all such actions of one statement change the
/// table once.
final class ColumnCommands {
  private final Session session;
  private final DdlCommands definitions;
  private final TableSchema table;
  private final List<TableRewrite.Target> targets = new ArrayList<>();
  private final List<TableShape.Rule> rules = new ArrayList<>();
  private final List<String> counting = new ArrayList<>();
  private final List<ColumnShape> shapes = new ArrayList<>();
  private Constraint.@Nullable Unique primaryKey;
  private boolean converted;
  private boolean changed;

  ColumnCommands(Session session, DdlCommands definitions, TableSchema table) {
    this.session = session;
    this.definitions = definitions;
    this.table = table;
    for (int i = 0; i < table.columns().size(); i++) {
      targets.add(TableRewrite.Target.kept(table.columns().get(i), i));
    }
  }

  /// True for the actions that this class does.
  static boolean takes(AlterTable.Action action) {
    return action instanceof AlterTable.AddColumn
        || action instanceof AlterTable.DropColumn
        || action instanceof AlterTable.AlterColumnType;
  }

  /// Does the actions, which come as PostgreSQL orders them: drop, convert, add.
  void run(List<AlterTable.Action> actions) {
    definitions.lockTable(table);
    for (AlterTable.Action action : actions) {
      switch (action) {
        case AlterTable.DropColumn drop -> drop(drop);
        case AlterTable.AlterColumnType change -> convert(change);
        case AlterTable.AddColumn add -> add(add);
        default -> throw new AssertionError(action);
      }
    }
    if (!changed) {
      return;
    }
    if (targets.isEmpty()) {
      throw DdlCommands.unsupported("a table without columns", actions.getFirst().pos());
    }
    List<ViewDefinition> views = Dependents.of(session, Set.of(table.oid())).views();
    boolean cascade =
        actions.stream().anyMatch(a -> a instanceof AlterTable.DropColumn d && d.cascade());
    List<IdentityCommands.Counter> counters = new ArrayList<>();
    for (ColumnShape shape : shapes) {
      shape.count(indexOf(shape.column().name()), counters);
    }
    TableSchema next =
        new TableRewrite(session, definitions, table, List.copyOf(targets)).run(counters);
    settleViews(views, actions, cascade);
    requireValues(next);
    for (Column column : next.columns()) {
      if (column.type().user() instanceof DomainType domain
          && table.columnIndex(column.name()) < 0) {
        new DomainCommands(session, definitions).requireAllowed(next, column, domain);
      }
    }
    if (converted) {
      new ConstraintCommands(session, definitions).recheck(next);
    }
    Constraint.Unique key = primaryKey;
    if (key != null) {
      definitions.addPrimaryKey(next, key);
    }
    for (TableShape.Rule rule : rules) {
      new ConstraintCommands(session, definitions)
          .add(definitions.current(next), rule.constraint(), rule.column());
    }
  }

  private int indexOf(String column) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).column().name().equals(column)) {
        return i;
      }
    }
    return -1;
  }

  private int require(String column) {
    int index = indexOf(column);
    if (index < 0) {
      throw missing(column);
    }
    return index;
  }

  private OmenException missing(String column) {
    return SqlState.UNDEFINED_COLUMN.error(
        "column \"%s\" of relation \"%s\" does not exist", column, table.name());
  }

  // ADD COLUMN

  private void add(AlterTable.AddColumn add) {
    String name = add.column().name();
    if (indexOf(name) >= 0) {
      OmenException error =
          SqlState.DUPLICATE_COLUMN.error(
              "column \"%s\" of relation \"%s\" already exists", name, table.name());
      if (!add.ifNotExists()) {
        throw error;
      }
      session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
      return;
    }
    if (targets.size() >= TableShape.COLUMNS_MAX) {
      throw SqlState.TOO_MANY_COLUMNS.error(
          "tables can have at most %d columns", TableShape.COLUMNS_MAX);
    }
    for (Constraint constraint : add.column().constraints()) {
      if (constraint instanceof Constraint.Generated generated) {
        throw DdlCommands.unsupported("ADD COLUMN of a generated column", generated.pos());
      }
    }
    ColumnShape shape = ColumnShape.of(session, table.name(), add.column());
    boolean counts = shape.serial() || shape.identity() != null;
    if (counts) {
      shapes.add(shape);
      counting.add(name);
    }
    boolean varying = counts || varies(shape.column().defaultSql());
    targets.add(
        new TableRewrite.Target(shape.column(), omendb.storage.ColumnOrigins.NEW, null, varying));
    for (Constraint constraint : add.column().constraints()) {
      if (constraint instanceof Constraint.Unique unique && unique.primaryKey()) {
        primaryKey =
            new Constraint.Unique(
                unique.name(),
                true,
                false,
                List.of(name),
                List.of(),
                unique.options(),
                null,
                unique.timing(),
                unique.pos());
      }
    }
    rules.addAll(TableShape.rules(add.column()));
    changed = true;
  }

  /// True when a default may have another value for each row.
  private boolean varies(@Nullable String sql) {
    if (sql == null) {
      return false;
    }
    Expr bound = CheckExpressions.bind(session, "(" + sql + ") IS NULL", table);
    boolean[] varies = new boolean[1];
    Exprs.visit(
        bound,
        e -> {
          if (e instanceof Expr.Column) {
            throw SqlState.FEATURE_NOT_SUPPORTED.error(
                "cannot use column reference in DEFAULT expression");
          }
          varies[0] |=
              e instanceof Expr.Function call
                  && omendb.planner.bind.StatementContext.isVolatile(call.id());
        });
    return varies[0];
  }

  /// 23502 when a new column that must not be NULL has no value in the rows that are there.
  private void requireValues(TableSchema next) {
    ConstraintCommands constraints = new ConstraintCommands(session, definitions);
    for (int i = 0; i < next.columns().size(); i++) {
      Column column = next.columns().get(i);
      if (targets.get(i).from() < 0 && !column.nullable() && !counting.contains(column.name())) {
        constraints.requireValues(next, i);
      }
    }
  }

  // DROP COLUMN

  private void drop(AlterTable.DropColumn drop) {
    int index = indexOf(drop.column());
    if (index < 0) {
      OmenException error = missing(drop.column());
      if (!drop.ifExists()) {
        throw error;
      }
      session.notice(
          new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
      return;
    }
    new GeneratedColumns(session).dropColumn(table, drop);
    dropRules(targets.get(index).from(), drop);
    targets.remove(index);
    changed = true;
  }

  /// Drops what cannot be without the column; 2BP01 for what is of other tables.
  private void dropRules(int column, AlterTable.DropColumn drop) {
    String what = "column " + drop.column() + " of table " + table.name();
    SessionTransaction transaction = session.transaction();
    TableRules all = transaction.catalog().rules().of(table.oid());
    for (ForeignKey key : all.references()) {
      boolean own = key.targetOid() == table.oid() && key.targetColumns().contains(column);
      if (own || key.columns().contains(column)) {
        transaction.editCatalog(state -> state.rules().removeForeignKey(key.oid()));
      }
    }
    settleForeign(column, what, drop.cascade());
    for (IndexDefinition index : all.indexes()) {
      Set<Integer> columns = session.database().indexes().bound(session, index, table).columns();
      if (columns.contains(column) || index.include().contains(column)) {
        new ConstraintCommands(session, definitions).dropIndex(index, drop.cascade(), what);
      }
    }
    for (CheckDefinition check : all.checks()) {
      Expr bound = CheckExpressions.bind(session, check.condition(), table);
      if (Exprs.anyColumn(bound, each -> each == column)) {
        transaction.editCatalog(state -> state.rules().removeCheck(check.oid()));
      }
    }
    for (SequenceDefinition sequence : transaction.catalog().sequences().ownedBy(table.oid())) {
      if (sequence.owner().column() == column) {
        transaction.editCatalog(state -> state.sequences().remove(sequence.oid()));
      }
    }
  }

  /// Foreign keys of other tables to this column, and defaults that ask the column's sequence.
  private void settleForeign(int column, String what, boolean cascade) {
    CatalogState catalog = session.transaction().catalog();
    List<ForeignKey> keys =
        catalog.rules().of(table.oid()).referencedBy().stream()
            .filter(key -> key.targetColumns().contains(column))
            .toList();
    List<String> lines = new ArrayList<>();
    keys.forEach(key -> lines.add(Dependents.described(catalog, key) + " depends on " + what));
    Set<Integer> sequences = new HashSet<>();
    for (SequenceDefinition sequence : catalog.sequences().ownedBy(table.oid())) {
      if (sequence.owner().column() == column) {
        sequences.add(sequence.oid());
      }
    }
    List<Dependents.Default> defaults = new ArrayList<>();
    if (!sequences.isEmpty()) {
      Dependents others = Dependents.of(session, sequences);
      for (int i = 0; i < others.defaults().size(); i++) {
        Dependents.Default each = others.defaults().get(i);
        if (each.tableOid() != table.oid() || each.column() != column) {
          defaults.add(each);
          lines.add(others.lines().get(others.lines().size() - others.defaults().size() + i));
        }
      }
    }
    Dependents dependents = new Dependents(List.of(), keys, defaults, List.of(), lines);
    if (!dependents.isEmpty()) {
      if (!cascade) {
        throw dependents.refusal(what);
      }
      dependents.drop(session);
    }
  }

  // ALTER COLUMN TYPE

  private void convert(AlterTable.AlterColumnType change) {
    int index = require(change.column());
    TableRewrite.Target target = targets.get(index);
    Column old = target.column().plain();
    new GeneratedColumns(session).requireUnused(table, old.name());
    if (change.collation() != null) {
      throw DdlCommands.unsupported("COLLATE", change.pos());
    }
    if (IdentityCommands.serial(change.newType().name()) != null) {
      throw SqlState.UNDEFINED_OBJECT
          .error("type \"%s\" does not exist", change.newType().name())
          .at(change.newType().pos());
    }
    ColumnType type =
        TableShape.storable(
            TypeBinder.bind(change.newType(), new SessionCatalogView(session)), old.name());
    if (type.user() instanceof DomainType) {
      throw DdlCommands.unsupported("changing a column's type to a domain", change.newType().pos());
    }
    Expr value = conversion(change, target, type);
    requireDefault(old, type);
    targets.set(
        index,
        new TableRewrite.Target(
            new Column(old.name(), type, old.nullable(), old.defaultSql()),
            target.from(),
            value,
            false));
    converted = true;
    changed = true;
  }

  /// The column's new value over the old columns; null when the stored value is the new one.
  private @Nullable Expr conversion(
      AlterTable.AlterColumnType change, TableRewrite.Target target, ColumnType type) {
    Column old = target.column().plain();
    Expr stored = new Expr.Column(target.from(), old.type(), old.nullable());
    if (change.using() != null) {
      Expr bound =
          session
              .database()
              .planner()
              .value(
                  change.using().text(),
                  SessionCatalogView.relation(table),
                  new SessionCatalogView(session),
                  session.context());
      if (!CastRules.allowed(bound.type(), type, CastRules.Context.ASSIGNMENT)) {
        throw SqlState.DATATYPE_MISMATCH
            .error(
                "result of USING clause for column \"%s\" cannot be cast automatically to type %s",
                old.name(), CastRules.plain(type))
            .withHint("You might need to add an explicit cast.");
      }
      return bound.equals(stored) && widens(type, old.type())
          ? null
          : new Expr.Cast(bound, type, false);
    }
    if (!CastRules.allowed(old.type(), type, CastRules.Context.ASSIGNMENT)) {
      throw SqlState.DATATYPE_MISMATCH
          .error(
              "column \"%s\" cannot be cast automatically to type %s",
              old.name(), CastRules.plain(type))
          .withHint("You might need to specify \"USING %s::%s\".", old.name(), type);
    }
    return widens(type, old.type()) ? null : new Expr.Cast(stored, type, false);
  }

  /// True when every stored value of one type is one of the other.
  private static boolean widens(ColumnType type, ColumnType stored) {
    if (type.equals(stored)) {
      return true;
    }
    if (!omendb.columnar.Segment.holds(type, stored)) {
      return false;
    }
    return switch (type.kind()) {
      case VARCHAR ->
          type.precision() == 0 || stored.precision() > 0 && stored.precision() <= type.precision();
      case NUMERIC -> stored.precision() <= type.precision();
      default -> true;
    };
  }

  /// 42804 when the default is no value of the new type.
  private void requireDefault(Column old, ColumnType type) {
    String sql = old.defaultSql();
    if (sql == null) {
      return;
    }
    Expr bound =
        session
            .database()
            .planner()
            .value(
                "CAST((" + sql + ") AS " + old.type() + ")",
                SessionCatalogView.relation(table),
                new SessionCatalogView(session),
                session.context());
    if (!CastRules.allowed(bound.type(), type, CastRules.Context.ASSIGNMENT)) {
      throw SqlState.DATATYPE_MISMATCH.error(
          "default for column \"%s\" cannot be cast automatically to type %s",
          old.name(), CastRules.plain(type));
    }
  }

  // Views

  /// Views must still give the columns that they were made with.
  private void settleViews(
      List<ViewDefinition> views, List<AlterTable.Action> actions, boolean cascade) {
    ViewTexts texts = new ViewTexts(session);
    List<ViewDefinition> broken = views.stream().filter(texts::isBroken).toList();
    List<Policy> policies = PolicyTexts.broken(session);
    if (broken.isEmpty() && policies.isEmpty()) {
      return;
    }
    AlterTable.Action first = actions.getFirst();
    if (!(first instanceof AlterTable.DropColumn drop)) {
      if (broken.isEmpty()) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "cannot alter type of a column used in a policy definition");
      }
      String name = broken.getFirst().name();
      throw first instanceof AlterTable.AlterColumnType
          ? SqlState.FEATURE_NOT_SUPPORTED
              .error("cannot alter type of a column used by a view or rule")
              .withDetail("View %s depends on the column.", name)
          : DdlCommands.unsupported(
              "adding a column to a table that view \"" + name + "\" reads by *", first.pos());
    }
    String what = "column " + drop.column() + " of table " + table.name();
    List<String> lines = new ArrayList<>();
    broken.forEach(view -> lines.add("view " + view.name() + " depends on " + what));
    CatalogState catalog = session.transaction().catalog();
    policies.forEach(
        policy -> lines.add(PolicyTexts.described(catalog, policy) + " depends on " + what));
    Dependents dependents = new Dependents(broken, List.of(), List.of(), policies, lines);
    if (!cascade) {
      throw dependents.refusal(what);
    }
    dependents.drop(session);
  }
}

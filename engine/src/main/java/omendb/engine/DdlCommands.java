package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.TableRules;
import omendb.mvcc.LockMode;
import omendb.planner.CatalogView.CheckOption;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Setting;
import org.jspecify.annotations.Nullable;

/// Runs statements that define things. Definitions change in the transaction's catalog and become
/// everybody's with its commit.
final class DdlCommands {
  private final Session session;

  DdlCommands(Session session) {
    this.session = session;
  }

  Result run(Ddl ddl) {
    new DdlRights(session, this).require(ddl);
    Result result = change(ddl);
    if (session.transaction().state() == TransactionState.FAILED) {
      // What failed within and was caught has taken the change with it.
      throw SqlState.INTERNAL_ERROR.error("a definition was lost on its way");
    }
    return result;
  }

  private Result change(Ddl ddl) {
    return switch (ddl) {
      case Ddl.CreateTable create -> createTable(create);
      case Ddl.CreateTableAs create -> createTableAs(create);
      case AlterTable alter -> new AlterTableCommand(session, this).run(alter);
      case Ddl.Drop drop -> new DropCommands(session, this).run(drop);
      case Ddl.Rename rename -> new RenameCommand(session, this).run(rename);
      case Ddl.CreateSchema create -> new SchemaCommand(session, this).run(create);
      case Ddl.CreateView create -> createView(create);
      case Ddl.Truncate truncate -> truncate(truncate);
      case Ddl.SetSchema other -> throw unsupported("ALTER … SET SCHEMA", other.pos());
      case Ddl.SetOwner set -> new OwnerCommands(session, this).run(set);
      case Ddl.CreateIndex create -> new IndexCommands(session, this).create(create);
      case Ddl.CreateSequence create -> new SequenceCommands(session, this).create(create);
      case Ddl.AlterSequence alter -> new SequenceCommands(session, this).alter(alter);
      case Ddl.RefreshView refresh -> new MaterializedViews(session, this).refresh(refresh);
      case Ddl.CreateEnum create -> new TypeCommands(session, this).create(create);
      case Ddl.AlterEnum alter -> new TypeCommands(session, this).alter(alter);
      case Ddl.CreateComposite other -> throw unsupported("CREATE TYPE", other.pos());
      case Ddl.CreateDomain create -> new DomainCommands(session, this).create(create);
      case Ddl.Comment comment -> new CommentCommand(session, this).run(comment);
      case Ddl.CreateDatabase other -> throw unsupported("CREATE DATABASE", other.pos());
      case Ddl.AlterDatabase other -> throw unsupported("ALTER DATABASE", other.pos());
      case Ddl.CreateExtension other -> throw unsupported("CREATE EXTENSION", other.pos());
    };
  }

  private Result createTable(Ddl.CreateTable given) {
    LikeTables likes = new LikeTables(session, this);
    Ddl.CreateTable create = likes.expanded(given);
    if (create.partitionOf() != null
        || create.storage().partitionBy() != null
        || !create.inherits().isEmpty()
        || create.ofType() != null) {
      throw unsupported("partitioned, inherited and typed tables", create.pos());
    }
    TemporaryTables temporary = session.dispatcher().temporary;
    String schema = temporary.target(create.name(), create.persistence(), this);
    if (existsAlready(schema, create.name(), create.ifNotExists())) {
      return new Result.Command("CREATE TABLE");
    }
    StorageParameters.checkStorage(create.storage());
    temporary.note(schema, create.name().name(), create.storage().onCommit());
    TableShape shape = TableShape.of(session, create);
    TableSchema table =
        makeTable(
            schema, create.name().name(), shape.columns(), shape.keyColumns(), shape.keyName());
    table = new IdentityCommands(session, this).count(table, shape.counters());
    new GeneratedColumns(session).define(table, create.elements());
    ConstraintCommands constraints = new ConstraintCommands(session, this);
    for (TableShape.Rule rule : shape.rules()) {
      constraints.add(table, rule.constraint(), rule.column());
    }
    likes.finish(table);
    return new Result.Command("CREATE TABLE");
  }

  boolean existsAlready(String schema, Name name, boolean ifNotExists) {
    if (!session.transaction().catalog().hasRelation(schema, name.name())) {
      return false;
    }
    alreadyThere(name, ifNotExists);
    return true;
  }

  /// 42P07, or a notice.
  void alreadyThere(Name name, boolean ifNotExists) {
    OmenException error =
        SqlState.DUPLICATE_TABLE.error("relation \"%s\" already exists", name.name());
    if (!ifNotExists) {
      throw error;
    }
    session.notice(new Notice("NOTICE", SqlState.DUPLICATE_TABLE, error.message() + ", skipping"));
  }

  /// Makes a table in this transaction.
  TableSchema makeTable(
      String schema,
      String name,
      List<Column> columns,
      List<Integer> key,
      @Nullable String keyName) {
    int oid = session.database().storage().nextOid();
    String constraint = keyName == null ? name + "_pkey" : keyName;
    TableSchema table =
        new TableSchema(oid, schema, name, columns, key, key.isEmpty() ? "" : constraint);
    session.transaction().requireWritable("CREATE TABLE");
    session.database().createTable(table);
    session.transaction().stores().tableCreated(table.oid());
    session.transaction().editCatalog(state -> state.put(table));
    return table;
  }

  private Result createTableAs(Ddl.CreateTableAs create) {
    String tag = create.materializedView() ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
    TemporaryTables temporary = session.dispatcher().temporary;
    String schema = temporary.target(create.name(), create.persistence(), this);
    if (existsAlready(schema, create.name(), create.ifNotExists())) {
      return new Result.Command(tag);
    }
    StorageParameters.checkStorage(create.storage());
    temporary.note(schema, create.name().name(), create.storage().onCommit());
    PlannedStatement plan = source(create).plan();
    if (create.columns().size() > plan.columns().size()) {
      throw SqlState.SYNTAX_ERROR.error("too many column names were specified");
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      PlannedStatement.OutputColumn column = plan.columns().get(i);
      String name = i < create.columns().size() ? create.columns().get(i) : column.name();
      columns.add(new Column(name, TableShape.storable(column.type(), name), true, null));
    }
    TableSchema table = makeTable(schema, create.name().name(), columns, List.of(), null);
    if (create.materializedView()) {
      MaterializedView view =
          new MaterializedView(
              table.oid(), new ViewTexts(session).settled(create.queryText()), create.withData());
      session.transaction().editCatalog(state -> state.rules().put(view));
    }
    if (!create.withData()) {
      return new Result.Command(tag);
    }
    return new Result.Command("SELECT " + new QueryRunner(session).copyInto(plan, table));
  }

  private PreparedStatement source(Ddl.CreateTableAs create) {
    if (!(create.source() instanceof Control.Execute execute)) {
      return new PreparedStatement(session, create.source(), session.context().sql(), List.of());
    }
    PreparedStatement source = session.dispatcher().named.bound(execute);
    if (!source.isQuery()) {
      throw SqlState.WRONG_OBJECT_TYPE.error("prepared statement is not a SELECT");
    }
    return source;
  }

  @Nullable ViewDefinition findView(Name name) {
    for (String schema : schemasOf(name)) {
      ViewDefinition view = session.transaction().catalog().view(schema, name.name());
      if (view != null) {
        return view;
      }
    }
    return null;
  }

  void missing(String kind, Name name, boolean ifExists) {
    SqlState state =
        switch (kind) {
          case "schema" -> SqlState.INVALID_SCHEMA_NAME;
          case "index" -> SqlState.UNDEFINED_OBJECT;
          default -> SqlState.UNDEFINED_TABLE;
        };
    OmenException error = state.error("%s \"%s\" does not exist", kind, name.display());
    if (!ifExists) {
      throw error;
    }
    session.notice(
        new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
  }

  /// Puts a new definition in the place of an old one.
  void replace(TableSchema table, TableSchema changed) {
    session
        .transaction()
        .editCatalog(state -> {
          state.remove(table);
          state.put(changed);
          state.numbers().moved(table.oid(), changed.oid());
        });
  }

  private Result createView(Ddl.CreateView create) {
    StorageParameters.check(StorageParameters.Kind.VIEW, create.options(), false);
    String schema =
        session.dispatcher().temporary.target(create.name(), create.persistence(), this);
    String name = create.name().name();
    ViewDefinition old = session.transaction().catalog().view(schema, name);
    if (old == null || !create.orReplace()) {
      existsAlready(schema, create.name(), false);
    }
    // Planned now, so that a view over nothing is refused now.
    PlannedStatement plan =
        session
            .dispatcher()
            .roles
            .unchecked(
                new PreparedStatement(session, create.query(), session.context().sql(), List.of())
                    ::plan);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      PlannedStatement.OutputColumn column = plan.columns().get(i);
      String columnName = i < create.columns().size() ? create.columns().get(i) : column.name();
      columns.add(new Column(columnName, column.type(), true, null));
    }
    int oid = old == null ? session.database().storage().nextOid() : old.oid();
    String text = new ViewTexts(session).settled(create.queryText());
    CheckOption check = ViewOptions.check(create);
    ViewDefinition view = new ViewDefinition(oid, schema, name, columns, text, check);
    ViewOptions.requireUpdatable(session, view);
    boolean invoker = ViewOptions.invoker(create.options());
    session
        .transaction()
        .editCatalog(state -> {
          state.put(view);
          state.grants().invoke(oid, invoker);
        });
    return new Result.Command("CREATE VIEW");
  }

  private Result truncate(Ddl.Truncate truncate) {
    List<TableSchema> tables = new ArrayList<>();
    for (var item : truncate.tables()) {
      TableSchema table = requireTable(item.name());
      new MaterializedViews(session, this).requireTable(table);
      tables.add(table);
    }
    RuleSet rules = session.transaction().catalog().rules();
    for (int i = 0; i < tables.size(); i++) {
      for (ForeignKey key : rules.of(tables.get(i).oid()).referencedBy()) {
        TableSchema other =
            Objects.requireNonNull(session.transaction().catalog().tableByOid(key.tableOid()));
        if (tables.contains(other)) {
          continue;
        }
        if (!truncate.cascade()) {
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("cannot truncate a table referenced in a foreign key constraint")
              .withDetail("Table \"%s\" references \"%s\".", other.name(), tables.get(i).name())
              .withHint(
                  "Truncate table \"%s\" at the same time, or use TRUNCATE ... CASCADE.",
                  other.name());
        }
        session.notice(
            new Notice(
                "NOTICE",
                SqlState.SUCCESSFUL_COMPLETION,
                "truncate cascades to table \"" + other.name() + "\""));
        StatementRights.requireAny(session, other, Privilege.TRUNCATE);
        tables.add(other);
      }
    }
    for (TableSchema table : tables) {
      lockTable(table);
      if (truncate.restartIdentity()) {
        new SequenceCommands(session, this).restartOwned(table);
      }
      TableSchema empty =
          new TableSchema(
              session.database().storage().nextOid(),
              table.schemaName(),
              table.name(),
              table.columns(),
              table.keyColumns(),
              table.keyName());
      swap(table, empty);
    }
    return new Result.Command("TRUNCATE TABLE");
  }

  /// Gives a table, which [#lockTable] holds, new and empty storage under a new number, within this
  /// transaction; its indexes and constraints go along.
  void swap(TableSchema table, TableSchema fresh) {
    SessionTransaction transaction = session.transaction();
    transaction.requireWritable("TRUNCATE TABLE");
    session.database().createTable(fresh);
    transaction.stores().tableCreated(fresh.oid());
    replace(table, fresh);
    transaction.stores().dropped(table.oid());
    TableRules rules = transaction.catalog().rules().of(table.oid());
    MaterializedView view = transaction.catalog().rules().materialized().get(table.oid());
    transaction.editCatalog(state -> {
      state.sequences().move(table.oid(), fresh.oid());
      state.rules().removeTable(table.oid());
      rules.checks().forEach(check -> state.rules().put(check.of(fresh.oid())));
      state.rules().generate(fresh.oid(), rules.generated());
      if (view != null) {
        state.rules().put(view.of(fresh.oid()));
      }
      rules.references().forEach(key -> state.rules().put(key.moved(table.oid(), fresh.oid())));
      rules.referencedBy().forEach(key -> state.rules().put(key.moved(table.oid(), fresh.oid())));
    });
    IndexCommands indexes = new IndexCommands(session, this);
    for (IndexDefinition old : rules.indexes()) {
      IndexDefinition index = old.of(session.database().storage().nextOid(), fresh.oid());
      indexes.store(index, fresh);
      transaction.stores().dropped(old.oid());
      transaction.editCatalog(state -> {
        state.rules().put(index);
        state.rules().retarget(old.oid(), index.oid());
        state.numbers().moved(old.oid(), index.oid());
      });
    }
  }

  /// The table as the transaction's catalog has it by now.
  TableSchema current(TableSchema table) {
    TableSchema now = session.transaction().catalog().table(table.schemaName(), table.name());
    return Objects.requireNonNull(now);
  }

  void addPrimaryKey(TableSchema table, Constraint.Unique unique) {
    new AlterTableCommand(session, this).addPrimaryKey(table, unique);
  }

  /// Waits for those who write to the table and keeps others out until the transaction ends. 40001,
  /// so that the statement runs again, when its definition has changed meanwhile.
  void lockTable(TableSchema table) {
    lockTable(table, LockMode.UPDATE);
  }

  void lockTable(TableSchema table, LockMode mode) {
    if (!session.transaction().stores().created(table.oid())) {
      session.database().table(table.oid()).lockTable(session.transaction().current(), mode);
      if (!table.equals(session.transaction().catalog().tableByOid(table.oid()))) {
        throw Database.definitionsChanged();
      }
    }
  }

  /// SET CONSTRAINTS: 42704 for an unknown name, 42809 for one that cannot be deferred.
  void setConstraints(Setting.SetConstraints set) {
    if (set.names().isEmpty()) {
      session.transaction().deferral().set(null, set.deferred());
      return;
    }
    List<Integer> keys = new ArrayList<>();
    for (Name name : set.names()) {
      int found = keys.size();
      for (ForeignKey key : session.transaction().catalog().rules().foreignKeys()) {
        if (key.name().equals(name.name())) {
          if (set.deferred() && !key.timing().deferrable()) {
            throw SqlState.WRONG_OBJECT_TYPE.error(
                "constraint \"%s\" is not deferrable", name.name());
          }
          keys.add(key.oid());
        }
      }
      if (keys.size() == found) {
        throw SqlState.UNDEFINED_OBJECT.error("constraint \"%s\" does not exist", name.display());
      }
    }
    session.transaction().deferral().set(keys, set.deferred());
  }

  /// The index of this name, or null.
  @Nullable IndexDefinition findIndex(Name name) {
    for (String schema : schemasOf(name)) {
      IndexDefinition index = session.transaction().catalog().rules().index(schema, name.name());
      if (index != null) {
        return index;
      }
    }
    return null;
  }

  /// The table whose primary key has this name, or null.
  @Nullable TableSchema tableOfKey(Name name) {
    for (String schema : schemasOf(name)) {
      for (TableSchema table : session.transaction().catalog().tables()) {
        if (table.schemaName().equals(schema) && table.keyName().equals(name.name())) {
          return table;
        }
      }
    }
    return null;
  }

  TableSchema tableOf(IndexDefinition index) {
    return Objects.requireNonNull(session.transaction().catalog().tableByOid(index.tableOid()));
  }

  /// The table of this name, or 42P01.
  TableSchema requireTable(Name name) {
    TableSchema table = findTable(name);
    if (table == null) {
      throw SqlState.UNDEFINED_TABLE
          .error("relation \"%s\" does not exist", name.display())
          .at(name.pos());
    }
    return table;
  }

  @Nullable TableSchema findTable(Name name) {
    for (String schema : schemasOf(name)) {
      TableSchema table = session.transaction().catalog().table(schema, name.name());
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  List<String> schemasOf(Name name) {
    Settings settings = session.settings();
    Rights rights = Rights.of(session);
    if (name.schema() == null) {
      List<String> path = settings.relationPath();
      path.removeIf(schema -> !rights.mayUse(schema));
      return path;
    }
    String schema = settings.schema(name.schema());
    if (!rights.mayUse(schema)) {
      throw Rights.denied("schema", schema);
    }
    return List.of(schema);
  }

  /// The schema that a new relation goes to.
  String targetSchema(Name name) {
    String schema = name.schema();
    if (schema == null) {
      for (String candidate : session.settings().searchPath()) {
        if (session.transaction().catalog().hasSchema(candidate)
            && Rights.of(session).mayUse(candidate)) {
          Rights.of(session).requireCreate(candidate);
          return candidate;
        }
      }
      throw SqlState.INVALID_SCHEMA_NAME.error("no schema has been selected to create in");
    }
    if (!session.transaction().catalog().hasSchema(schema)) {
      throw SqlState.INVALID_SCHEMA_NAME
          .error("schema \"%s\" does not exist", schema)
          .at(name.pos());
    }
    Rights.of(session).requireCreate(schema);
    return schema;
  }

  static OmenException unsupported(String feature, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s is not supported", feature).at(position);
  }
}

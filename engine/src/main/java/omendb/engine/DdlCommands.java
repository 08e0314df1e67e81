package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// Runs statements that define things. Definitions change in the transaction's catalog and become
/// everybody's with its commit.
final class DdlCommands {
  private final Session session;

  DdlCommands(Session session) {
    this.session = session;
  }

  Result run(Ddl ddl) {
    return switch (ddl) {
      case Ddl.CreateTable create -> createTable(create);
      case Ddl.CreateTableAs create -> createTableAs(create);
      case AlterTable alter -> new AlterTableCommand(session, this).run(alter);
      case Ddl.Drop drop -> drop(drop);
      case Ddl.Rename rename -> rename(rename);
      case Ddl.CreateSchema create -> createSchema(create);
      case Ddl.CreateView create -> createView(create);
      case Ddl.Truncate truncate -> truncate(truncate);
      case Ddl.SetSchema other -> throw unsupported("ALTER … SET SCHEMA", other.pos());
      case Ddl.SetOwner other -> throw unsupported("ALTER … OWNER TO", other.pos());
      case Ddl.CreateIndex other -> throw unsupported("CREATE INDEX", other.pos());
      case Ddl.CreateSequence other -> throw unsupported("CREATE SEQUENCE", other.pos());
      case Ddl.AlterSequence other -> throw unsupported("ALTER SEQUENCE", other.pos());
      case Ddl.RefreshView other -> throw unsupported("REFRESH MATERIALIZED VIEW", other.pos());
      case Ddl.CreateEnum other -> throw unsupported("CREATE TYPE", other.pos());
      case Ddl.AlterEnum other -> throw unsupported("ALTER TYPE", other.pos());
      case Ddl.CreateComposite other -> throw unsupported("CREATE TYPE", other.pos());
      case Ddl.CreateDomain other -> throw unsupported("CREATE DOMAIN", other.pos());
      case Ddl.Comment other -> throw unsupported("COMMENT", other.pos());
      case Ddl.CreateDatabase other -> throw unsupported("CREATE DATABASE", other.pos());
      case Ddl.AlterDatabase other -> throw unsupported("ALTER DATABASE", other.pos());
      case Ddl.CreateExtension other -> throw unsupported("CREATE EXTENSION", other.pos());
    };
  }

  private Result createTable(Ddl.CreateTable create) {
    if (create.partitionOf() != null
        || create.storage().partitionBy() != null
        || !create.inherits().isEmpty()
        || create.ofType() != null) {
      throw unsupported("partitioned, inherited and typed tables", create.pos());
    }
    if (create.persistence() == Query.Persistence.TEMPORARY) {
      throw unsupported("CREATE TEMPORARY TABLE", create.pos());
    }
    String schema = targetSchema(create.name());
    if (existsAlready(schema, create.name(), create.ifNotExists())) {
      return new Result.Command("CREATE TABLE");
    }
    TableShape shape = TableShape.of(create);
    makeTable(schema, create.name().name(), shape.columns(), shape.keyColumns(), shape.keyName());
    return new Result.Command("CREATE TABLE");
  }

  private boolean existsAlready(String schema, Name name, boolean ifNotExists) {
    CatalogState catalog = session.transaction().catalog();
    if (catalog.table(schema, name.name()) == null && catalog.view(schema, name.name()) == null) {
      return false;
    }
    OmenException error =
        SqlState.DUPLICATE_TABLE.error("relation \"%s\" already exists", name.name());
    if (!ifNotExists) {
      throw error;
    }
    session.notice(new Notice("NOTICE", SqlState.DUPLICATE_TABLE, error.message() + ", skipping"));
    return true;
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
    session.transaction().tableCreated(table);
    session.transaction().editCatalog(state -> state.put(table));
    return table;
  }

  private Result createTableAs(Ddl.CreateTableAs create) {
    if (!(create.source() instanceof Query query) || create.materializedView()) {
      throw unsupported(
          create.materializedView() ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS EXECUTE",
          create.pos());
    }
    if (create.persistence() == Query.Persistence.TEMPORARY) {
      throw unsupported("CREATE TEMPORARY TABLE", create.pos());
    }
    String schema = targetSchema(create.name());
    if (existsAlready(schema, create.name(), create.ifNotExists())) {
      return new Result.Command("CREATE TABLE AS");
    }
    PreparedStatement source =
        new PreparedStatement(session, query, session.context().sql(), List.of());
    PlannedStatement plan = source.plan();
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
    long rows = create.withData() ? new QueryRunner(session).copyInto(plan, table) : 0;
    return new Result.Command("SELECT " + rows);
  }

  private Result drop(Ddl.Drop drop) {
    String tag = "DROP " + drop.type().name().replace('_', ' ');
    for (Name name : drop.names()) {
      switch (drop.type()) {
        case TABLE -> dropTable(name, drop);
        case VIEW -> dropView(name, drop);
        case SCHEMA -> dropSchema(name, drop);
        default -> throw unsupported(tag, drop.pos());
      }
    }
    return new Result.Command(tag);
  }

  private void dropTable(Name name, Ddl.Drop drop) {
    TableSchema table = findTable(name);
    if (table == null) {
      if (findView(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("\"%s\" is not a table", name.name())
            .withHint("Use DROP VIEW to remove a view.");
      }
      missing("table", name, drop.ifExists());
      return;
    }
    session.transaction().editCatalog(state -> state.remove(table));
    session.transaction().tableDropped(table);
  }

  private void dropView(Name name, Ddl.Drop drop) {
    ViewDefinition view = findView(name);
    if (view == null) {
      if (findTable(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("\"%s\" is not a view", name.name())
            .withHint("Use DROP TABLE to remove a table.");
      }
      missing("view", name, drop.ifExists());
      return;
    }
    session.transaction().editCatalog(state -> state.remove(view));
  }

  private @Nullable ViewDefinition findView(Name name) {
    for (String schema : schemasOf(name)) {
      ViewDefinition view = session.transaction().catalog().view(schema, name.name());
      if (view != null) {
        return view;
      }
    }
    return null;
  }

  private void dropSchema(Name name, Ddl.Drop drop) {
    CatalogState catalog = session.transaction().catalog();
    if (!catalog.hasSchema(name.name())) {
      missing("schema", name, drop.ifExists());
      return;
    }
    List<TableSchema> tables =
        catalog.tables().stream().filter(t -> t.schemaName().equals(name.name())).toList();
    List<ViewDefinition> views =
        catalog.views().stream().filter(v -> v.schema().equals(name.name())).toList();
    if (!drop.cascade() && tables.size() + views.size() > 0) {
      throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
          .error("cannot drop schema %s because other objects depend on it", name.name())
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    session
        .transaction()
        .editCatalog(state -> {
          tables.forEach(state::remove);
          views.forEach(state::remove);
          state.removeSchema(name.name());
        });
    tables.forEach(session.transaction()::tableDropped);
  }

  private void missing(String kind, Name name, boolean ifExists) {
    OmenException error =
        kind.equals("schema")
            ? SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", name.display())
            : SqlState.UNDEFINED_TABLE.error("%s \"%s\" does not exist", kind, name.display());
    if (!ifExists) {
      throw error;
    }
    session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
  }

  private Result rename(Ddl.Rename rename) {
    if (rename.type() != Ddl.ObjectType.TABLE && rename.type() != Ddl.ObjectType.COLUMN) {
      throw unsupported("ALTER … RENAME of this object", rename.pos());
    }
    TableSchema table = findTable(rename.name());
    if (table == null) {
      missing("relation", rename.name(), rename.ifExists());
      return new Result.Command("ALTER TABLE");
    }
    TableSchema renamed =
        rename.part() == null
            ? withName(table, rename.newName())
            : withColumnName(table, rename.part(), rename.newName());
    if (rename.part() == null) {
      existsAlready(table.schemaName(), Name.of(rename.newName(), rename.pos()), false);
    }
    replace(table, renamed);
    return new Result.Command("ALTER TABLE");
  }

  private static TableSchema withName(TableSchema table, String name) {
    return new TableSchema(
        table.oid(),
        table.schemaName(),
        name,
        table.columns(),
        table.keyColumns(),
        table.keyName());
  }

  private static TableSchema withColumnName(TableSchema table, String old, String name) {
    int index = table.columnIndex(old);
    if (index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" does not exist", old);
    }
    if (table.columnIndex(name) >= 0) {
      throw SqlState.DUPLICATE_COLUMN.error(
          "column \"%s\" of relation \"%s\" already exists", name, table.name());
    }
    List<Column> columns = new ArrayList<>(table.columns());
    Column column = columns.get(index);
    columns.set(index, new Column(name, column.type(), column.nullable(), column.defaultSql()));
    return new TableSchema(
        table.oid(),
        table.schemaName(),
        table.name(),
        columns,
        table.keyColumns(),
        table.keyName());
  }

  /// Puts a new definition in the place of an old one.
  void replace(TableSchema table, TableSchema changed) {
    session
        .transaction()
        .editCatalog(state -> {
          state.remove(table);
          state.put(changed);
        });
  }

  private Result createSchema(Ddl.CreateSchema create) {
    String name = create.name();
    if (name == null || !create.elements().isEmpty()) {
      throw unsupported("CREATE SCHEMA with AUTHORIZATION or elements", create.pos());
    }
    if (session.transaction().catalog().hasSchema(name)) {
      OmenException error = SqlState.DUPLICATE_SCHEMA.error("schema \"%s\" already exists", name);
      if (!create.ifNotExists()) {
        throw error;
      }
      session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
      return new Result.Command("CREATE SCHEMA");
    }
    if (name.startsWith("pg_")) {
      throw SqlState.RESERVED_NAME
          .error("unacceptable schema name \"%s\"", name)
          .withDetail("The prefix \"pg_\" is reserved for system schemas.");
    }
    int oid = session.database().storage().nextOid();
    session.transaction().editCatalog(state -> state.putSchema(name, oid));
    return new Result.Command("CREATE SCHEMA");
  }

  private Result createView(Ddl.CreateView create) {
    if (create.recursive()
        || create.checkOption() != null
        || create.persistence() != Query.Persistence.PERMANENT) {
      throw unsupported("recursive, temporary and checked views", create.pos());
    }
    String schema = targetSchema(create.name());
    String name = create.name().name();
    ViewDefinition old = session.transaction().catalog().view(schema, name);
    if (old == null || !create.orReplace()) {
      existsAlready(schema, create.name(), false);
    }
    // Planned now, so that a view over nothing is refused now.
    PlannedStatement plan =
        new PreparedStatement(session, create.query(), session.context().sql(), List.of()).plan();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      PlannedStatement.OutputColumn column = plan.columns().get(i);
      String columnName = i < create.columns().size() ? create.columns().get(i) : column.name();
      columns.add(new Column(columnName, column.type(), true, null));
    }
    int oid = old == null ? session.database().storage().nextOid() : old.oid();
    ViewDefinition view = new ViewDefinition(oid, schema, name, columns, create.queryText());
    session.transaction().editCatalog(state -> state.put(view));
    return new Result.Command("CREATE VIEW");
  }

  private Result truncate(Ddl.Truncate truncate) {
    for (var item : truncate.tables()) {
      TableSchema table = requireTable(item.name());
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

  /// Gives a table new, empty storage under a new number, within this transaction.
  void swap(TableSchema table, TableSchema fresh) {
    session.transaction().requireWritable("TRUNCATE TABLE");
    session.database().createTable(fresh);
    session.transaction().tableCreated(fresh);
    replace(table, fresh);
    session.transaction().tableDropped(table);
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

  private List<String> schemasOf(Name name) {
    return name.schema() == null ? session.settings().searchPath() : List.of(name.schema());
  }

  /// The schema that a new relation goes to.
  String targetSchema(Name name) {
    String schema = name.schema();
    if (schema == null) {
      for (String candidate : session.settings().searchPath()) {
        if (session.transaction().catalog().hasSchema(candidate)) {
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
    return schema;
  }

  static OmenException unsupported(String feature, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s is not supported", feature).at(position);
  }
}

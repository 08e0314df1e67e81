package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.RowBuilder;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.function.CastRules;
import omendb.planner.function.EvalContext;
import org.jspecify.annotations.Nullable;

/// A bulk ingest of batches into one table, which may be made for it.
final class Ingest implements TableWriter {
  private static final @Nullable Object[] NOTHING = {};

  private final Session session;

  /// For each column of the table which incoming column it is, and how its values get there.
  private final int[] sources;

  private final @Nullable VectorPut[] puts;
  private final DefaultValues defaults;
  private final RowLoader loader;
  private final RowBuilder builder;

  private Ingest(Session session, TableSchema table, IngestTarget target, int[] targets) {
    this.session = session;
    this.sources = new int[table.columns().size()];
    this.puts = new @Nullable VectorPut[sources.length];
    for (int i = 0; i < targets.length; i++) {
      int column = targets[i];
      sources[column] = i;
      puts[column] =
          new VectorPut(column, target.columns().get(i).type(), table.columns().get(column).type());
    }
    this.defaults = new DefaultValues(session, table, targets);
    this.loader = new RowLoader(session, table);
    this.builder = loader.builder();
  }

  static TableWriter open(Session session, IngestTarget target) {
    session.transaction().requireWritable("INSERT");
    if (target.temporary()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("ingest into a temporary table is not supported");
    }
    DdlCommands definitions = new DdlCommands(session);
    Name name = new Name(null, target.schema(), target.table(), 0);
    TableSchema table = definitions.findTable(name);
    if (table != null) {
      switch (target.ifPresent()) {
        case FAIL ->
            throw SqlState.DUPLICATE_TABLE.error("relation \"%s\" already exists", name.display());
        case REPLACE -> {
          TableSchema old = table;
          new OwnedObjects(session, definitions).requireOwner(Ddl.ObjectType.TABLE, name);
          definitions.lockTable(old);
          Dependents dependents = Dependents.of(session, Set.of(old.oid()));
          if (!dependents.isEmpty()) {
            throw dependents.refusal("table " + old.name());
          }
          new DropCommands(session, definitions).remove(old);
          table = create(definitions, name, target);
        }
        case APPEND -> {}
      }
    } else if (target.ifMissing() == IngestTarget.IfMissing.FAIL) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
    } else {
      table = create(definitions, name, target);
    }
    int[] columns = match(session, table, target);
    StatementRights.requireColumns(session, table, Privilege.INSERT, columns);
    PolicyCommands.requireNone(session, table, "ingest");
    return new Ingest(session, table, target, columns);
  }

  private static TableSchema create(DdlCommands definitions, Name name, IngestTarget target) {
    List<Column> columns = new ArrayList<>();
    for (Column column : target.columns()) {
      ColumnType type = TableShape.storable(column.type(), column.name());
      columns.add(new Column(column.name(), type, column.nullable(), null));
    }
    return definitions.makeTable(
        definitions.targetSchema(name), name.name(), columns, List.of(), null);
  }

  /// For each incoming column the table's column of the same name.
  private static int[] match(Session session, TableSchema table, IngestTarget target) {
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    int[] targets = new int[target.columns().size()];
    for (int i = 0; i < targets.length; i++) {
      String name = target.columns().get(i).name();
      targets[i] = table.columnIndex(name);
      if (targets[i] < 0) {
        throw SqlState.UNDEFINED_COLUMN.error(
            "column \"%s\" of relation \"%s\" does not exist", name, table.name());
      }
      GeneratedColumns.requireGiven(rules, name);
      ColumnType from = target.columns().get(i).type();
      ColumnType to = table.columns().get(targets[i]).type();
      if (!CastRules.allowed(from, to, CastRules.Context.ASSIGNMENT)) {
        throw SqlState.DATATYPE_MISMATCH.error(
            "column \"%s\" is of type %s but the ingested column is of type %s", name, to, from);
      }
    }
    return targets;
  }

  @Override
  public void add(Batch batch) {
    session.guarded(() -> {
      for (int i = 0; i < batch.rowCount; i++) {
        build(batch, i);
        loader.add(builder);
      }
      return null;
    });
  }

  private void build(Batch batch, int index) {
    @Nullable Object[] given = NOTHING;
    if (!defaults.isEmpty()) {
      given = new @Nullable Object[sources.length];
      defaults.fill(given);
    }
    EvalContext context = session.context();
    builder.begin();
    for (int column = 0; column < sources.length; column++) {
      VectorPut put = puts[column];
      if (put != null) {
        put.put(batch.vectors[sources[column]], index, builder, context);
      } else if (given.length > 0) {
        builder.put(column, given[column]);
      }
    }
  }

  @Override
  public long finish() {
    return session.guarded(loader::finish);
  }

  @Override
  public void close() {
    builder.close();
    loader.close();
  }
}

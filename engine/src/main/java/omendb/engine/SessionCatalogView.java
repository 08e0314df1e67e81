package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.EnumType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.CatalogView;
import omendb.planner.RelationUse;
import omendb.planner.Routine;
import omendb.planner.RowSecurity;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// The catalog as a session's statements see it: its own uncommitted definitions, its search path,
/// the storage's statistics, and the relations of pg_catalog and information_schema.
final class SessionCatalogView implements CatalogView {
  private static final String SYSTEM = "pg_catalog";

  private static final Statistics UNKNOWN = new Statistics(0, List.of());

  private final Session session;
  private final CatalogState state;

  SessionCatalogView(Session session) {
    this.session = session;
    this.state = session.transaction().catalog();
  }

  @Override
  public long version() {
    return state.version();
  }

  @Override
  public boolean invoked(int view) {
    return state.grants().invokers().contains(view);
  }

  @Override
  public CheckOption checkOption(int view) {
    ViewDefinition found = state.viewByOid(view);
    return found == null ? CheckOption.NONE : found.check();
  }

  @Override
  public @Nullable RowSecurity rowSecurity(int relation, int through) {
    return RowSecurityRules.of(session, state, relation, through);
  }

  @Override
  public void permit(List<RelationUse> uses) {
    new StatementRights(session).permit(uses);
  }

  @Override
  public void permit(Routine routine, int through) {
    new StatementRights(session).permit(routine, through);
  }

  @Override
  public List<String> searchPath() {
    List<String> path = new ArrayList<>(session.settings().relationPath());
    Rights rights = Rights.of(session);
    path.removeIf(schema -> !rights.mayUse(schema));
    if (!path.contains(SYSTEM)) {
      boolean temporary =
          !path.isEmpty() && path.getFirst().equals(session.settings().temporarySchema());
      path.add(temporary ? 1 : 0, SYSTEM);
    }
    return path;
  }

  @Override
  public @Nullable Relation relation(@Nullable String schema, String name) {
    for (String candidate : schemas(schema)) {
      Relation found = find(candidate, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// @throws OmenException 0A000 for the schema of another session's temporary relations
  private List<String> schemas(@Nullable String schema) {
    if (schema == null) {
      return searchPath();
    }
    String meant = session.settings().schema(schema);
    if (meant.startsWith(TemporaryTables.PREFIX)
        && !meant.equals(session.settings().temporarySchema())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "cannot access temporary tables of other sessions");
    }
    return List.of(meant);
  }

  @Override
  public @Nullable ColumnType type(@Nullable String schema, String name) {
    for (String candidate : schemas(schema)) {
      switch (state.types().get(candidate, name)) {
        case EnumType labels -> {
          return ColumnType.enumerated(labels);
        }
        case DomainType domain -> {
          return domain.type();
        }
        case null -> {}
      }
      UserType element =
          name.startsWith("_") ? state.types().get(candidate, name.substring(1)) : null;
      if (element instanceof EnumType labels) {
        return ColumnType.array(ColumnType.enumerated(labels));
      }
    }
    return null;
  }

  @Override
  public List<Routine> routines(@Nullable String schema, String name) {
    if (state.routines().isEmpty()) {
      return List.of();
    }
    List<Routine> found = new ArrayList<>();
    RoutineShapes shapes = new RoutineShapes(this, state);
    for (String candidate : schemas(schema)) {
      state.routines().of(candidate, name).forEach(routine -> found.add(shapes.shape(routine)));
    }
    return found;
  }

  private @Nullable Relation find(String schema, String name) {
    TableSchema table = state.table(schema, name);
    if (table != null) {
      return new Relation(
          table.oid(),
          schema,
          name,
          state.rules().materialized().containsKey(table.oid()) ? 'm' : 'r',
          plain(table.columns()),
          table.keyColumns(),
          null,
          statistics(table.oid(), table.columns().size()),
          table.keyName(),
          indexes(table));
    }
    ViewDefinition view = state.view(schema, name);
    if (view != null) {
      return relation(view);
    }
    SequenceDefinition sequence = state.sequences().get(schema, name);
    if (sequence != null) {
      return new Relation(
          sequence.oid(),
          schema,
          name,
          'S',
          SequenceRow.COLUMNS,
          List.of(),
          null,
          new Statistics(1, List.of()));
    }
    return session.database().systemCatalog().relation(schema, name);
  }

  static Relation relation(ViewDefinition view) {
    return new Relation(
        view.oid(),
        view.schema(),
        view.name(),
        'v',
        view.columns(),
        List.of(),
        view.sql(),
        new Statistics(1000, List.of()));
  }

  @Override
  public boolean populated(int relation) {
    MaterializedView view = state.rules().materialized().get(relation);
    return view == null || view.populated();
  }

  @Override
  public Identity identity(int relation, int column) {
    TableRules rules = state.rules().of(relation);
    if (!rules.generated().isEmpty()) {
      TableSchema table = state.tableByOid(relation);
      if (table != null && rules.generates(table.columns().get(column).name())) {
        return Identity.GENERATED;
      }
    }
    SequenceDefinition sequence = state.sequences().identity(relation, column);
    if (sequence == null) {
      return Identity.NONE;
    }
    boolean always = sequence.owner().kind() == SequenceDefinition.Kind.ALWAYS;
    return always ? Identity.ALWAYS : Identity.BY_DEFAULT;
  }

  /// Columns as expressions see them: without domains.
  private static List<Column> plain(List<Column> columns) {
    boolean domains = columns.stream().anyMatch(c -> c.type().user() instanceof DomainType);
    return domains ? columns.stream().map(Column::plain).toList() : columns;
  }

  private List<Index> indexes(TableSchema table) {
    List<Index> indexes = new ArrayList<>();
    for (IndexDefinition index : state.rules().of(table.oid()).indexes()) {
      IndexExpressions.Bound bound = session.database().indexes().bound(session, index, table);
      indexes.add(
          new Index(
              index.oid(),
              index.name(),
              index.unique(),
              index.constraint(),
              index.columns(),
              bound.terms(),
              bound.predicate(),
              index.plain() ? UNKNOWN : statistics(index.oid(), index.parts().size())));
    }
    return indexes;
  }

  /// A table of which nothing but its shape is known.
  static Relation relation(TableSchema table) {
    return new Relation(
        table.oid(),
        table.schemaName(),
        table.name(),
        'r',
        plain(table.columns()),
        table.keyColumns(),
        null,
        UNKNOWN);
  }

  /// @param columnCount of how many first columns something is asked
  private Statistics statistics(int tableOid, int columnCount) {
    TableStore store = session.database().storage().table(tableOid);
    if (store == null) {
      return UNKNOWN;
    }
    List<ColumnStatistics> columns = new ArrayList<>(columnCount);
    for (int i = 0; i < columnCount; i++) {
      omendb.storage.ColumnStatistics known = store.columnStatistics(i);
      columns.add(
          new ColumnStatistics(known.distinct(), known.nullFraction(), known.min(), known.max()));
    }
    return new Statistics(store.rowCountEstimate(), columns);
  }

  @Override
  public @Nullable String setting(String name) {
    return session.context().setting(name);
  }
}

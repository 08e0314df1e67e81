package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.Policy;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.CatalogView;
import org.jspecify.annotations.Nullable;

/// What would be left without its ground when relations go: views over them, foreign keys of other
/// tables, policies that ask them, and defaults of other tables that ask their sequences.
///
/// @param lines for each, what depends on what, as PostgreSQL's DETAIL says it
record Dependents(
    List<ViewDefinition> views,
    List<ForeignKey> foreignKeys,
    List<Default> defaults,
    List<Policy> policies,
    List<String> lines) {
  Dependents(List<ViewDefinition> views, List<ForeignKey> foreignKeys, List<String> lines) {
    this(views, foreignKeys, List.of(), List.of(), lines);
  }

  /// The default of a column.
  record Default(int tableOid, int column) {}

  /// @param gone the numbers of the tables, views and sequences that go
  static Dependents of(Session session, Set<Integer> gone) {
    CatalogState catalog = session.transaction().catalog();
    List<ViewDefinition> views = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    Set<Integer> all = new HashSet<>(gone);
    for (boolean more = true; more; ) {
      more = false;
      for (ViewDefinition view : views(catalog)) {
        CatalogView.Relation ground = all.contains(view.oid()) ? null : ground(session, view, all);
        if (ground != null) {
          views.add(view);
          lines.add(kind(catalog, view) + view.name() + " depends on " + described(ground));
          all.add(view.oid());
          more = true;
        }
      }
    }
    List<ForeignKey> keys = new ArrayList<>();
    for (ForeignKey key : catalog.rules().foreignKeys()) {
      if (gone.contains(key.targetOid()) && !gone.contains(key.tableOid())) {
        keys.add(key);
        lines.add(described(catalog, key) + " depends on table " + name(catalog, key.targetOid()));
      }
    }
    List<Default> defaults = defaults(catalog, gone, lines);
    return new Dependents(views, keys, defaults, PolicyTexts.over(session, all, lines), lines);
  }

  /// The views, materialized ones too.
  static List<ViewDefinition> views(CatalogState catalog) {
    if (catalog.rules().materialized().isEmpty()) {
      return List.copyOf(catalog.views());
    }
    List<ViewDefinition> views = new ArrayList<>(catalog.views());
    for (MaterializedView view : catalog.rules().materialized().values()) {
      TableSchema table = Objects.requireNonNull(catalog.tableByOid(view.tableOid()));
      views.add(
          new ViewDefinition(
              table.oid(),
              table.schemaName(),
              table.name(),
              table.columns(),
              view.sql(),
              CatalogView.CheckOption.NONE));
    }
    return views;
  }

  private static String kind(CatalogState catalog, ViewDefinition view) {
    return catalog.rules().materialized().containsKey(view.oid()) ? "materialized view " : "view ";
  }

  private static List<Default> defaults(
      CatalogState catalog, Set<Integer> gone, List<String> lines) {
    List<Default> defaults = new ArrayList<>();
    for (TableSchema table : catalog.tables()) {
      for (int i = 0; i < table.columns().size() && !gone.contains(table.oid()); i++) {
        int oid = SequenceDefaults.sequence(table.columns().get(i).defaultSql());
        SequenceDefinition sequence = oid == 0 ? null : catalog.sequences().get(oid);
        if (sequence != null
            && (gone.contains(oid) || gone.contains(sequence.owner().tableOid()))) {
          defaults.add(new Default(table.oid(), i));
          lines.add(described(table, i) + " depends on sequence " + sequence.name());
        }
      }
    }
    return defaults;
  }

  private static String described(TableSchema table, int column) {
    String name = table.columns().get(column).name();
    return "default value for column " + name + " of table " + table.name();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /// 2BP01.
  OmenException refusal(String what) {
    return SqlState.DEPENDENT_OBJECTS_STILL_EXIST
        .error("cannot drop %s because other objects depend on it", what)
        .withDetail("%s", String.join("\n", lines))
        .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
  }

  /// Removes them, and says so.
  void drop(Session session) {
    CatalogState catalog = session.transaction().catalog();
    List<String> names = new ArrayList<>();
    views.forEach(view -> names.add(kind(catalog, view) + view.name()));
    foreignKeys.forEach(key -> names.add(described(catalog, key)));
    policies.forEach(policy -> names.add(PolicyTexts.described(catalog, policy)));
    for (Default each : defaults) {
      TableSchema table = Objects.requireNonNull(catalog.tableByOid(each.tableOid()));
      names.add(described(table, each.column()));
    }
    DropCommands tables = new DropCommands(session, new DdlCommands(session));
    for (ViewDefinition view : views) {
      TableSchema table = catalog.tableByOid(view.oid());
      if (table != null) {
        tables.remove(table);
      }
    }
    session
        .transaction()
        .editCatalog(state -> {
          for (ViewDefinition view : views) {
            if (!catalog.rules().materialized().containsKey(view.oid())) {
              state.remove(view);
            }
          }
          foreignKeys.forEach(key -> state.rules().removeForeignKey(key.oid()));
          policies.forEach(policy -> state.policies().remove(policy.oid()));
          defaults.forEach(each -> withoutDefault(state, each));
        });
    if (!names.isEmpty()) {
      String text =
          names.size() == 1
              ? "drop cascades to " + names.getFirst()
              : "drop cascades to " + names.size() + " other objects";
      session.notice(new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, text));
    }
  }

  private static void withoutDefault(CatalogState state, Default each) {
    TableSchema table = Objects.requireNonNull(state.tableByOid(each.tableOid()));
    List<Column> columns = new ArrayList<>(table.columns());
    Column old = columns.get(each.column());
    columns.set(each.column(), new Column(old.name(), old.type(), old.nullable(), null));
    state.put(
        new TableSchema(
            table.oid(),
            table.schemaName(),
            table.name(),
            columns,
            table.keyColumns(),
            table.keyName()));
  }

  static String described(CatalogState catalog, ForeignKey key) {
    return "constraint " + key.name() + " on table " + name(catalog, key.tableOid());
  }

  private static String name(CatalogState catalog, int tableOid) {
    TableSchema table = catalog.tableByOid(tableOid);
    return table == null ? String.valueOf(tableOid) : table.name();
  }

  private static String described(CatalogView.Relation relation) {
    String kind =
        switch (relation.kind()) {
          case 'S' -> "sequence ";
          case 'm' -> "materialized view ";
          default -> "table ";
        };
    return (relation.viewSql() == null ? kind : "view ") + relation.name();
  }

  /// The first of these relations that the view reads; null when it reads none.
  private static CatalogView.@Nullable Relation ground(
      Session session, ViewDefinition view, Set<Integer> of) {
    Recorder recorder = new Recorder(session, of);
    try {
      recorder.plan(view);
    } catch (OmenException e) {
      // A view that cannot be planned any more still shows what it asked for.
    }
    return recorder.met;
  }

  /// The catalog, noting which relations were asked for.
  private static final class Recorder extends CatalogOverlay {
    private final Set<Integer> wanted;
    private @Nullable Relation met;

    Recorder(Session session, Set<Integer> wanted) {
      super(session);
      this.wanted = wanted;
    }

    @Override
    Relation shown(Relation relation) {
      if (met == null && wanted.contains(relation.oid())) {
        met = relation;
      }
      return relation;
    }
  }
}

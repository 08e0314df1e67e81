package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.UserType;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.Policy;
import omendb.planner.PlannedStatement;
import omendb.planner.Reference;
import omendb.planner.ast.Query;
import omendb.planner.function.FormatFunctions;
import omendb.planner.parse.NameEdits;
import omendb.planner.parse.SqlParser;

/// Keeps the texts of views' queries to what they meant when they were made: names with their
/// schemas, stars spelt out, and what is renamed by its new name.
final class ViewTexts {
  /// Schemas whose relations need no qualifier, or have one.
  private static final List<String> SYSTEM = List.of("pg_catalog", "information_schema");

  private final Session session;
  private final List<Policy> policies = new ArrayList<>();

  ViewTexts(Session session) {
    this.session = session;
  }

  /// A query's text that means the same under every search path.
  String settled(String sql) {
    NameEdits edits = new NameEdits(sql);
    for (Reference reference : references(sql)) {
      switch (reference) {
        case Reference.ToRelation to when !SYSTEM.contains(to.relation().schema()) ->
            edits.replace(to.position(), qualified(to.relation().schema(), to.relation().name()));
        case Reference.ToRoutine to ->
            edits.replace(to.position(), qualified(to.schema(), to.name()));
        case Reference.ToType to -> edits.replace(to.position(), qualified(to.schema(), to.name()));
        case Reference.Star star -> {
          List<List<String>> columns = star.columns();
          if (columns != null) {
            edits.replace(
                star.position(),
                columns.stream().map(ViewTexts::dotted).collect(Collectors.joining(", ")));
          }
        }
        default -> {}
      }
    }
    return edits.text();
  }

  /// The views that name a relation, saying its new name.
  List<ViewDefinition> renamingRelation(int oid, String schema, String name) {
    return renaming((edits, reference) -> {
      if (reference instanceof Reference.ToRelation to && to.relation().oid() == oid) {
        String alias = FormatFunctions.quoteIdent(to.relation().name());
        edits.replace(
            to.position(), qualified(schema, name) + (to.aliased() ? "" : " AS " + alias));
      }
    });
  }

  /// The views that name a column, saying its new name.
  ///
  /// @param index 0-based
  List<ViewDefinition> renamingColumn(int oid, int index, String old, String name) {
    return renaming((edits, reference) -> {
      if (reference instanceof Reference.ToColumn to
          && to.relationOid() == oid
          && to.number() == index + 1) {
        edits.replaceLast(to.position(), old, name);
      }
    });
  }

  /// The views that name a type, saying its new name.
  List<ViewDefinition> renamingType(UserType type, String name) {
    return renaming((edits, reference) -> {
      if (reference instanceof Reference.ToType to && to.typeOid() == type.oid()) {
        edits.replace(to.position(), qualified(type.schema(), name));
      }
    });
  }

  /// The views that call a function, saying its new name.
  List<ViewDefinition> renamingRoutine(int oid, String schema, String name) {
    return renaming((edits, reference) -> {
      if (reference instanceof Reference.ToRoutine to && to.routineOid() == oid) {
        edits.replace(to.position(), qualified(schema, name));
      }
    });
  }

  /// Puts these views in the place of what they were, after the renaming.
  void put(List<ViewDefinition> views) {
    session
        .transaction()
        .editCatalog(state -> {
          views.forEach(view -> put(state, view));
          putPolicies(state);
        });
    for (ViewDefinition view : views) {
      if (isBroken(view)) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "renaming what view \"%s\" refers to in this way is not supported", view.name());
      }
    }
  }

  /// Puts the policies that name what was renamed in the place of what they were.
  void putPolicies(CatalogState state) {
    policies.forEach(state.policies()::put);
  }

  /// Puts a view, which may be a materialized one, in the place of what it was.
  static void put(CatalogState state, ViewDefinition view) {
    MaterializedView old = state.rules().materialized().get(view.oid());
    if (old == null) {
      state.put(view);
    } else {
      state.rules().put(new MaterializedView(view.oid(), view.sql(), old.populated()));
    }
  }

  /// True when a view does not give the columns any more that it was made with.
  boolean isBroken(ViewDefinition view) {
    SessionCatalogView catalog = new SessionCatalogView(session);
    try {
      List<ColumnType> now =
          session
              .database()
              .planner()
              .plan(
                  SqlParser.parseOne(view.sql()), view.sql(), List.of(), catalog, session.context())
              .columns()
              .stream()
              .map(PlannedStatement.OutputColumn::type)
              .toList();
      return !now.equals(view.columns().stream().map(Column::type).toList());
    } catch (OmenException e) {
      return true;
    }
  }

  /// Writes one reference anew, or leaves it.
  private interface Change {
    void make(NameEdits edits, Reference reference);
  }

  private List<ViewDefinition> renaming(Change change) {
    List<ViewDefinition> views = new ArrayList<>();
    for (ViewDefinition view : Dependents.views(session.transaction().catalog())) {
      String text = changed(view.sql(), change, true);
      if (!text.equals(view.sql())) {
        views.add(view.saying(text));
      }
    }
    for (Policy policy : session.transaction().catalog().policies().all()) {
      Policy rewritten = PolicyTexts.rewritten(policy, text -> changed(text, change, false));
      if (!rewritten.equals(policy)) {
        policies.add(rewritten);
      }
    }
    return views;
  }

  /// @param names whether columns keep the names that they have from their expressions
  private String changed(String sql, Change change, boolean names) {
    NameEdits edits = new NameEdits(sql);
    List<Reference> references = references(sql);
    references.forEach(reference -> change.make(edits, reference));
    for (Reference reference : references) {
      if (names && reference instanceof Reference.Unnamed item) {
        edits.keepName(item.position(), item.name());
      }
    }
    return edits.text();
  }

  private List<Reference> references(String sql) {
    if (SqlParser.parseOne(sql) instanceof Query query) {
      SessionCatalogView catalog = new SessionCatalogView(session);
      return session.database().planner().references(query, catalog, session.context());
    }
    throw SqlState.INTERNAL_ERROR.error("a view's text is no query");
  }

  static String qualified(String schema, String name) {
    return dotted(List.of(schema, name));
  }

  private static String dotted(List<String> names) {
    return names.stream().map(FormatFunctions::quoteIdent).collect(Collectors.joining("."));
  }
}

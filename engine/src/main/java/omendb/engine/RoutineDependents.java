package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.Policy;
import omendb.engine.definition.RoutineDefinition;
import omendb.planner.Reference;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;

/// What calls a function and would not mean anything without it: views, policies, defaults and
/// CHECK constraints of tables. Bodies of other functions are texts until they are called.
///
/// @param lines for each, what it is
record RoutineDependents(
    RoutineDefinition routine,
    List<ViewDefinition> views,
    List<Policy> policies,
    List<CheckDefinition> checks,
    List<Dependents.Default> defaults,
    List<String> lines) {

  static RoutineDependents of(Session session, RoutineDefinition routine) {
    RoutineDependents found =
        new RoutineDependents(
            routine,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    found.collect(session);
    return found;
  }

  private void collect(Session session) {
    CatalogState catalog = session.transaction().catalog();
    for (ViewDefinition view : Dependents.views(catalog)) {
      if (calls(session, view.sql())) {
        views.add(view);
        lines.add("view " + view.name());
      }
    }
    for (Policy policy : catalog.policies().all()) {
      boolean[] calls = new boolean[1];
      PolicyTexts.rewritten(
          policy,
          text -> {
            calls[0] |= calls(session, text);
            return text;
          });
      if (calls[0]) {
        policies.add(policy);
        lines.add(PolicyTexts.described(catalog, policy));
      }
    }
    for (TableSchema table : catalog.tables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = table.columns().get(i);
        String value = column.defaultSql();
        if (value != null && calls(session, "SELECT " + value)) {
          defaults.add(new Dependents.Default(table.oid(), i));
          lines.add("default value for column " + column.name() + " of table " + table.name());
        }
      }
    }
    for (CheckDefinition check : catalog.rules().checks()) {
      TableSchema table = catalog.tableByOid(check.tableOid());
      String from = table == null ? "" : table.name();
      if (table != null
          && calls(
              session,
              Policy.text(ViewTexts.qualified(table.schemaName(), from), check.condition()))) {
        checks.add(check);
        lines.add("constraint " + check.name() + " on table " + from);
      }
    }
  }

  private boolean calls(Session session, String sql) {
    if (!sql.contains(routine.name())) {
      return false;
    }
    try {
      return SqlParser.parseOne(sql) instanceof Query query
          && session
              .database()
              .planner()
              .references(query, new SessionCatalogView(session), session.context())
              .stream()
              .anyMatch(each ->
                  each instanceof Reference.ToRoutine to && to.routineOid() == routine.oid());
    } catch (OmenException e) {
      return false;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /// 2BP01.
  OmenException refusal() {
    String what = routine.word() + " " + routine.shown();
    return SqlState.DEPENDENT_OBJECTS_STILL_EXIST
        .error("cannot drop %s because other objects depend on it", what)
        .withDetail(
            "%s", String.join("\n", lines.stream().map(l -> l + " depends on " + what).toList()))
        .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
  }

  /// Removes them, and says so.
  void drop(Session session) {
    if (isEmpty()) {
      return;
    }
    Set<Integer> gone = new HashSet<>();
    views.forEach(view -> gone.add(view.oid()));
    Dependents further = Dependents.of(session, gone);
    new Dependents(views, List.of(), defaults, policies, lines).drop(session);
    if (!further.isEmpty()) {
      further.drop(session);
    }
    session
        .transaction()
        .editCatalog(state -> checks.forEach(check -> state.rules().removeCheck(check.oid())));
  }
}

package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.Routine;
import omendb.planner.ast.Node;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.plan.Expr;

/// The parameters of a routine as its body sees them: columns around all of its queries, each by
/// its number and by its name.
final class RoutineScopes {
  private RoutineScopes() {}

  /// @param level whose row the arguments are values over
  static Scope of(Routine routine, List<Expr> arguments, Scope level) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String name = routine.parameters().get(i).name();
      fields.add(new Field("$" + (i + 1), arguments.get(i), 0, 0));
      if (name != null) {
        fields.add(new Field(name, arguments.get(i), 0, 0));
      }
    }
    Scope scope = level.apart();
    scope.add(new Source(null, routine.name(), fields));
    return scope;
  }

  /// `$n` in a body.
  static Expr parameter(Node.Parameter parameter, Scope scope, StatementContext statement) {
    Node.ColumnRef ref = new Node.ColumnRef(List.of("$" + parameter.index()), parameter.pos());
    Field field = new ColumnLookup(statement).lookup(ref, scope);
    if (field == null) {
      throw SqlState.UNDEFINED_PARAMETER
          .error("there is no parameter $%d", parameter.index())
          .at(parameter.pos());
    }
    return field.value();
  }
}

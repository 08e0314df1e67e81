package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.UserType;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// The values of EXECUTE's arguments, converted to the statement's parameter types.
final class ArgumentValues {
  private ArgumentValues() {}

  static @Nullable Object[] of(Session session, PreparedStatement target, List<Node> arguments) {
    if (arguments.isEmpty()) {
      return new Object[0];
    }
    List<ColumnType> types = target.parameterTypes();
    List<Query.SelectItem> items = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Node value = arguments.get(i);
      Node cast = new Node.Cast(value, nameOf(types.get(i), value.pos()), value.pos());
      items.add(new Query.SelectItem(cast, null, value.pos()));
    }
    int position = arguments.getFirst().pos();
    Statement select =
        Query.of(
            new Query.Select(
                Query.Distinct.NO, items, null, List.of(), null, null, null, List.of(), position));
    PreparedStatement constant =
        new PreparedStatement(session, select, session.context().sql(), List.of());
    return new RowPath(session).rows(constant.plan().plan()).getFirst();
  }

  private static TypeName nameOf(ColumnType type, int position) {
    ColumnType element = type.element();
    UserType user = type.plain().user();
    if (user != null) {
      return new TypeName(user.schema(), user.name(), List.of(), 0, null, false, position);
    }
    return element == null
        ? TypeName.builtin(type.kind().internalName(), position)
        : nameOf(element, position).withArrayDimensions(1);
  }
}

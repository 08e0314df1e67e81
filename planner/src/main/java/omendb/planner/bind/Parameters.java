package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.plan.Expr;

/// The types of `$1`, `$2`, …: as given, or as their first use demands.
public final class Parameters {
  private static final int COUNT_MAX = 65_535;

  private final List<ColumnType> types;

  public Parameters(List<ColumnType> given) {
    this.types = new ArrayList<>(given);
  }

  /// A use of `$n` whose type the context may still decide.
  Expr.Parameter use(int number, int position) {
    if (number < 1 || number > COUNT_MAX) {
      throw SqlState.UNDEFINED_PARAMETER.error("there is no parameter $%d", number).at(position);
    }
    while (types.size() < number) {
      types.add(ColumnType.UNKNOWN);
    }
    return new Expr.Parameter(number - 1, types.get(number - 1));
  }

  /// Settles the type of a parameter that was untyped when it was bound.
  Expr.Parameter settle(Expr.Parameter parameter, ColumnType type, int position) {
    ColumnType known = types.get(parameter.index());
    if (known.kind() == TypeKind.UNKNOWN) {
      types.set(parameter.index(), type);
      return new Expr.Parameter(parameter.index(), type);
    }
    if (known.kind() != type.kind()) {
      throw SqlState.AMBIGUOUS_PARAMETER
          .error("inconsistent types deduced for parameter $%d", parameter.index() + 1)
          .withDetail("%s versus %s", known, type)
          .at(position);
    }
    return new Expr.Parameter(parameter.index(), known);
  }

  /// All types; 42P18 when a parameter was never used in a way that tells its type.
  public List<ColumnType> types() {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).kind() == TypeKind.UNKNOWN) {
        throw SqlState.INDETERMINATE_DATATYPE.error(
            "could not determine data type of parameter $%d", i + 1);
      }
    }
    return List.copyOf(types);
  }
}

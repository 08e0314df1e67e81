package omendb.engine;

import java.util.Locale;
import java.util.Objects;
import omendb.core.SqlState;
import omendb.engine.definition.RoutineDefinition.Traits;
import omendb.planner.ast.Routines.Attributes;

/// What CREATE and ALTER FUNCTION say of a function beside its types.
final class RoutineTraits {
  private static final double COST = 100;
  private static final double ROWS = 1000;

  private RoutineTraits() {}

  static Traits initial(boolean set) {
    return new Traits('v', false, false, false, 'u', COST, set ? ROWS : 0);
  }

  /// The traits with what a statement says of them.
  ///
  /// @param set whether the function returns a set
  static Traits of(Session session, Traits old, Attributes said, boolean set) {
    if (!said.settings().isEmpty()) {
      throw DdlCommands.unsupported("SET of a function", said.settings().getFirst().pos());
    }
    if (Boolean.TRUE.equals(said.leakproof()) && !Rights.of(session).superuser()) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("only superuser can define a leakproof function");
    }
    Double cost = said.cost();
    if (cost != null && cost <= 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("COST must be positive");
    }
    Double rows = said.rows();
    if (rows != null && rows <= 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("ROWS must be positive");
    }
    if (rows != null && !set) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "ROWS is not applicable when function does not return a set");
    }
    String volatility = said.volatility();
    String parallel = said.parallel();
    return new Traits(
        volatility == null ? old.volatility() : volatility.charAt(0),
        Objects.requireNonNullElse(said.strict(), old.strict()),
        Objects.requireNonNullElse(said.leakproof(), old.leakproof()),
        Objects.requireNonNullElse(said.definer(), old.definer()),
        parallel == null ? old.parallel() : parallel(parallel),
        cost == null ? old.cost() : cost,
        rows == null ? old.rows() : rows);
  }

  private static char parallel(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "safe" -> 's';
      case "restricted" -> 'r';
      case "unsafe" -> 'u';
      default ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
    };
  }
}

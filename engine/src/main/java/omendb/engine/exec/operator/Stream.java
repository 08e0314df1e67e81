package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.engine.exec.codegen.ExprTraits;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// A part of a plan as lanes that run one after the other, and what its output columns are in terms
/// of the vectors that the lanes deliver.
///
/// @param lanes in order; all deliver vectors of the same types
/// @param types the vectors' types
/// @param outputs per output column of the plan an expression over the vectors; null for a column
///   that nobody wants
/// @param ordered true when the rows' order matters
record Stream(
    List<Lane> lanes, List<ColumnType> types, List<@Nullable Expr> outputs, boolean ordered) {

  static Stream of(Source source, List<@Nullable Expr> outputs, boolean ordered) {
    return new Stream(List.of(new Lane(source, List.of())), source.types(), outputs, ordered);
  }

  /// The stream with another step, after which the vectors have these types.
  Stream with(StepFactory step, List<ColumnType> newTypes) {
    List<Lane> longer = lanes.stream().map(lane -> lane.with(step)).toList();
    return new Stream(longer, newTypes, outputs, ordered);
  }

  Stream withLane(Lane lane) {
    List<Lane> more = new ArrayList<>(lanes);
    more.add(lane);
    return new Stream(more, types, outputs, ordered);
  }

  Stream withOutputs(List<@Nullable Expr> newOutputs) {
    return new Stream(lanes, types, newOutputs, ordered);
  }

  /// An expression over the plan's output as one over the vectors.
  Expr physical(Expr expr) {
    return ExprTraits.substitute(
        expr,
        column -> {
          Expr output = outputs.get(column.index());
          if (output == null) {
            throw new IllegalStateException("column " + column.index() + " was not asked for");
          }
          return output instanceof Expr.Column c
              ? new Expr.Column(c.index(), c.type(), c.nullable() && column.nullable())
              : output;
        });
  }

  /// The output columns as expressions over vectors.
  List<Expr> physical(List<Integer> columns) {
    List<Expr> result = new ArrayList<>();
    for (int column : columns) {
      result.add(output(column));
    }
    return result;
  }

  Expr output(int column) {
    Expr output = outputs.get(column);
    if (output == null) {
      throw new IllegalStateException("column " + column + " was not asked for");
    }
    return output;
  }
}

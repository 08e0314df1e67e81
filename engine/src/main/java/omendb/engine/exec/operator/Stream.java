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
/// @param origins per vector the column of the first lane's source that it is, unchanged, or -1
record Stream(
    List<Lane> lanes,
    List<ColumnType> types,
    List<@Nullable Expr> outputs,
    boolean ordered,
    int[] origins) {

  static Stream of(Source source, List<@Nullable Expr> outputs, boolean ordered) {
    int[] origins = new int[source.types().size()];
    for (int c = 0; c < origins.length; c++) {
      origins[c] = c;
    }
    Lane lane = new Lane(source, List.of());
    return new Stream(List.of(lane), source.types(), outputs, ordered, origins);
  }

  /// The stream with another step, after which the vectors have these types.
  Stream with(StepFactory step, List<ColumnType> newTypes) {
    List<Lane> longer = lanes.stream().map(lane -> lane.with(step)).toList();
    return new Stream(longer, newTypes, outputs, ordered, origins);
  }

  Stream withLane(Lane lane) {
    List<Lane> more = new ArrayList<>(lanes);
    more.add(lane);
    return new Stream(more, types, outputs, ordered, origins);
  }

  Stream withOutputs(List<@Nullable Expr> newOutputs) {
    return new Stream(lanes, types, newOutputs, ordered, origins);
  }

  Stream withOrigins(int[] newOrigins) {
    return new Stream(lanes, types, outputs, ordered, newOrigins);
  }

  /// The source's column that a vector is, or -1.
  int origin(int vector) {
    return origins[vector];
  }

  /// Puts a join's filter on an expression over the vectors to where its column comes from; false
  /// when it is not a column that can be followed.
  boolean push(Expr expr, Source.Pushable filter) {
    return expr instanceof Expr.Column column
        && JoinBuild.pushable(column.type())
        && origin(column.index()) >= 0
        && lanes.getFirst().source().push(origin(column.index()), filter);
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

package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;

/// Questions about the columns that an expression or a tree reads, its own and an outer scope's.
final class Correlations {
  private Correlations() {}

  static boolean refersTo(RelNode rel, CorrelationId scope) {
    return RelOptUtil.getVariablesUsed(rel).contains(scope);
  }

  static boolean refersTo(RexNode node, CorrelationId scope) {
    boolean[] found = new boolean[1];
    visit(node, scope, _ -> found[0] = true);
    return found[0];
  }

  /// The outer scope's columns that the tree reads.
  static ImmutableBitSet columns(RelNode rel, CorrelationId scope) {
    ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
    collect(rel, scope, columns);
    return columns.build();
  }

  private static void collect(RelNode rel, CorrelationId scope, ImmutableBitSet.Builder columns) {
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            if (isOf(access, scope)) {
              columns.set(access.getField().getIndex());
            }
            return access;
          }
        });
    rel.getInputs().forEach(input -> collect(input, scope, columns));
  }

  private static void visit(
      RexNode node, CorrelationId scope, java.util.function.IntConsumer column) {
    node.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitFieldAccess(RexFieldAccess access) {
            if (isOf(access, scope)) {
              column.accept(access.getField().getIndex());
            }
            return super.visitFieldAccess(access);
          }
        });
  }

  private static boolean isOf(RexFieldAccess access, CorrelationId scope) {
    return access.getReferenceExpr() instanceof RexCorrelVariable variable
        && variable.id.equals(scope);
  }

  /// The columns of the input that the expression reads.
  static ImmutableBitSet inputs(RexNode node) {
    return RelOptUtil.InputFinder.bits(node);
  }

  static RexNode remap(RexNode node, IntUnaryOperator columns) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            int to = columns.applyAsInt(ref.getIndex());
            return to == ref.getIndex() ? ref : new RexInputRef(to, ref.getType());
          }
        });
  }

  /// The node with each input column replaced by an expression.
  static RexNode substitute(RexNode node, List<RexNode> columns) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return columns.get(ref.getIndex());
          }
        });
  }

  static RexNode replaceOuter(RexNode node, CorrelationId scope, IntFunction<RexNode> columns) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            return isOf(access, scope)
                ? columns.apply(access.getField().getIndex())
                : super.visitFieldAccess(access);
          }
        });
  }

  /// The tree with the positions of the scope's columns changed.
  static RelNode moveOuter(
      RelNode rel, CorrelationId scope, IntUnaryOperator columns, Algebra algebra) {
    if (!refersTo(rel, scope)) {
      return rel;
    }
    List<RelNode> inputs = new ArrayList<>();
    rel.getInputs().forEach(input -> inputs.add(moveOuter(input, scope, columns, algebra)));
    RelNode copy = inputs.isEmpty() ? rel : rel.copy(rel.getTraitSet(), inputs);
    return copy.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            return isOf(access, scope)
                ? algebra.outerRex(
                    scope, columns.applyAsInt(access.getField().getIndex()), access.getType())
                : super.visitFieldAccess(access);
          }
        });
  }

  static List<RexNode> remapAll(List<RexNode> nodes, IntUnaryOperator columns) {
    List<RexNode> mapped = new ArrayList<>();
    nodes.forEach(node -> mapped.add(remap(node, columns)));
    return mapped;
  }
}

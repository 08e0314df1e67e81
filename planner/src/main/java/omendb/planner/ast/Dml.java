package omendb.planner.ast;

import java.util.List;
import omendb.planner.ast.Query.SelectItem;
import omendb.planner.ast.Query.With;
import org.jspecify.annotations.Nullable;

/// Statements that change rows.
public sealed interface Dml extends Statement {

  @Nullable With with();

  /// @param columns empty when no list is written
  /// @param source null for DEFAULT VALUES
  record Insert(
      @Nullable With with,
      Name table,
      @Nullable String alias,
      List<Target> columns,
      Overriding overriding,
      @Nullable Query source,
      @Nullable OnConflict onConflict,
      List<SelectItem> returning,
      int pos)
      implements Dml {}

  /// `OVERRIDING SYSTEM | USER VALUE`.
  enum Overriding {
    NONE,
    SYSTEM,
    USER
  }

  /// A column that is assigned, with what may follow its name: `a[1]`, `a.field`.
  record Target(String column, List<Step> steps, int pos) {}

  /// A step from a column into its value: a field or a subscript, the other is null.
  record Step(@Nullable String field, Node.@Nullable Index index) {}

  /// @param target null means any conflict
  /// @param assignments null for DO NOTHING
  record OnConflict(
      @Nullable ConflictTarget target,
      @Nullable List<Assignment> assignments,
      @Nullable Node where,
      int pos) {}

  /// `(expressions) WHERE predicate`, or `ON CONSTRAINT constraint` with no expressions.
  record ConflictTarget(
      List<IndexElement> elements, @Nullable Node where, @Nullable String constraint, int pos) {}

  /// Columns and their value: one target, or the several of `(a, b) = …`, whose value is then a
  /// [Node.Row], a [Node.ScalarQuery] or any expression that gives a row.
  record Assignment(List<Target> targets, boolean multiple, Node value, int pos) {}

  record Update(
      @Nullable With with,
      FromItem.Table table,
      List<Assignment> assignments,
      List<FromItem> from,
      @Nullable Node where,
      List<SelectItem> returning,
      int pos)
      implements Dml {}

  record Delete(
      @Nullable With with,
      FromItem.Table table,
      List<FromItem> using,
      @Nullable Node where,
      List<SelectItem> returning,
      int pos)
      implements Dml {}

  record Merge(
      @Nullable With with,
      FromItem.Table table,
      FromItem source,
      Node on,
      List<MergeBranch> branches,
      int pos)
      implements Dml {}

  /// `WHEN [NOT] MATCHED [AND condition] THEN action`.
  record MergeBranch(boolean matched, @Nullable Node condition, MergeAction action, int pos) {}

  /// What a [MergeBranch] does.
  sealed interface MergeAction {}

  record MergeNothing() implements MergeAction {}

  record MergeDelete() implements MergeAction {}

  record MergeUpdate(List<Assignment> assignments) implements MergeAction {}

  /// @param values null for DEFAULT VALUES
  record MergeInsert(List<Target> columns, Overriding overriding, @Nullable List<Node> values)
      implements MergeAction {}
}

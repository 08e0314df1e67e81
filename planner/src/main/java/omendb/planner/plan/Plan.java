package omendb.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import org.jspecify.annotations.Nullable;

/// A physical plan. Every node's output is a list of typed columns; expressions of a node refer to
/// its input's columns by index.
public sealed interface Plan {
  /// The types of the output columns.
  List<ColumnType> types();

  /// The optimiser's estimate of the output rows; for EXPLAIN and sizing only.
  double rows();

  /// Rows of a table or catalog relation, both tiers in one snapshot.
  ///
  /// @param tableOid below 16384: a relation of the catalog, served by the engine
  /// @param columns the table's columns to read, in output order; the index one past the last
  ///   column stands for the encoded key (BYTEA), which UPDATE and DELETE need
  /// @param filter over the output columns; null for all rows
  /// @param zones bounds that follow from the filter, to skip row groups; column is the table's
  /// @param key bounds on the primary key that follow from the filter, or null
  record Scan(
      int tableOid,
      String name,
      List<Integer> columns,
      List<ColumnType> types,
      @Nullable Expr filter,
      List<ZoneBound> zones,
      @Nullable KeyBounds key,
      double rows)
      implements Plan {}

  /// A bound on a column by constant expressions (literals, parameters, casts of them).
  ///
  /// @param column the table's column
  record ZoneBound(int column, @Nullable Expr min, @Nullable Expr max) {}

  /// Bounds on the primary key: equality on its first columns, then perhaps a range on the next.
  record KeyBounds(
      List<Expr> equal,
      @Nullable Expr lower,
      boolean lowerInclusive,
      @Nullable Expr upper,
      boolean upperInclusive) {}

  /// At most one row, by its whole primary key: the row path.
  ///
  /// @param columns as in [Scan]
  /// @param key one constant expression per key column, of the column's type
  /// @param filter what is left of the predicate, over the output columns
  record Lookup(
      int tableOid,
      String name,
      List<Integer> columns,
      List<ColumnType> types,
      List<Expr> key,
      @Nullable Expr filter)
      implements Plan {
    @Override
    public double rows() {
      return 1;
    }
  }

  /// A few rows of a table, found by a secondary index: the row path.
  ///
  /// @param index its oid
  /// @param terms what is indexed, in index order, over the table's columns
  /// @param key bounds on the first of them
  /// @param table the same rows by a scan, whose filter holds for each row; what is read instead
  ///   when the index is younger than the snapshot
  record IndexScan(int index, String indexName, List<Expr> terms, KeyBounds key, Scan table)
      implements Plan {
    /// The most rows that count as few for a caller that must not wait.
    public static final int FEW = 64;

    @Override
    public List<ColumnType> types() {
      return table.types();
    }

    @Override
    public double rows() {
      return table.rows();
    }
  }

  /// Literal rows of constant expressions.
  record Values(List<List<Expr>> tuples, List<ColumnType> types) implements Plan {
    @Override
    public double rows() {
      return tuples.size();
    }
  }

  record Filter(Plan input, Expr condition, double rows) implements Plan {
    @Override
    public List<ColumnType> types() {
      return input.types();
    }
  }

  record Project(Plan input, List<Expr> expressions) implements Plan {
    @Override
    public List<ColumnType> types() {
      return expressions.stream().map(Expr::type).toList();
    }

    @Override
    public double rows() {
      return input.rows();
    }
  }

  /// A join; the right input is the build side of a hash join.
  ///
  /// @param leftKeys equated with `rightKeys` one by one (NULL equals nothing); empty for a join
  ///   without equalities
  /// @param residual over left columns then right columns; null when the keys say it all
  record Join(
      Plan left,
      Plan right,
      JoinKind kind,
      List<Expr> leftKeys,
      List<Expr> rightKeys,
      @Nullable Expr residual,
      double rows)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return switch (kind) {
        case SEMI, ANTI -> left.types();
        case RIGHT_SEMI, RIGHT_ANTI -> right.types();
        case INNER, LEFT, RIGHT, FULL ->
            java.util.stream.Stream.concat(left.types().stream(), right.types().stream()).toList();
      };
    }
  }

  /// SEMI and ANTI keep left rows that have a, or no, match on the right; RIGHT_SEMI and RIGHT_ANTI
  /// right rows by their matches on the left.
  enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI,
    RIGHT_SEMI,
    RIGHT_ANTI
  }

  /// Groups and aggregates. Output: the key columns, then one column per call. Without keys there
  /// is exactly one group, also over no rows.
  ///
  /// @param keys input columns
  /// @param groupingSets each a list of positions in `keys`; a single set of all of them for plain
  ///   GROUP BY. A key outside the current set is NULL.
  /// @param identifying positions in `keys` that tell groups apart; the other keys follow from them
  record Aggregate(
      Plan input,
      List<Integer> keys,
      List<List<Integer>> groupingSets,
      List<Integer> identifying,
      List<AggregateCall> calls,
      List<ColumnType> types,
      double rows)
      implements Plan {
    /// Every key tells groups apart.
    public Aggregate(
        Plan input,
        List<Integer> keys,
        List<List<Integer>> groupingSets,
        List<AggregateCall> calls,
        List<ColumnType> types,
        double rows) {
      this(
          input,
          keys,
          groupingSets,
          IntStream.range(0, keys.size()).boxed().toList(),
          calls,
          types,
          rows);
    }
  }

  /// One aggregate.
  ///
  /// @param arguments input columns
  /// @param filter boolean input column, or -1
  /// @param order for ordered aggregates (string_agg, array_agg)
  record AggregateCall(
      AggregateFunction function,
      List<Integer> arguments,
      boolean distinct,
      int filter,
      List<SortKey> order,
      ColumnType type) {}

  /// Order, and optionally the first rows of it.
  record Sort(
      Plan input, List<SortKey> keys, @Nullable Expr limit, @Nullable Expr offset, double rows)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return input.types();
    }
  }

  /// @param column input column
  record SortKey(int column, boolean descending, boolean nullsFirst) {}

  record Limit(Plan input, @Nullable Expr limit, @Nullable Expr offset, double rows)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return input.types();
    }
  }

  /// Locks its input's rows until the transaction ends, in their order and no more of them than the
  /// limit asks for. Output: the input's columns of the rows that are locked, the first `offset` of
  /// them left out.
  record LockRows(
      Plan input, List<RowLock> locks, @Nullable Expr limit, @Nullable Expr offset, double rows)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return input.types();
    }
  }

  /// The lock on the row that one table has given to an input row.
  ///
  /// @param name the table's, for EXPLAIN
  /// @param key the input column that holds the encoded key
  record RowLock(int tableOid, String name, int key, LockStrength strength, LockWait onLocked) {
    /// The lock with its key in another column.
    public RowLock at(int newKey) {
      return new RowLock(tableOid, name, newKey, strength, onLocked);
    }
  }

  /// PostgreSQL's row locks, weakest first.
  enum LockStrength {
    KEY_SHARE,
    SHARE,
    NO_KEY_UPDATE,
    UPDATE
  }

  /// What to do about a row that another has locked, most patient first.
  enum LockWait {
    WAIT,
    SKIP_LOCKED,
    NOWAIT
  }

  /// UNION, INTERSECT, EXCEPT over inputs of the same types.
  record SetOperation(SetKind kind, boolean all, List<Plan> inputs, double rows) implements Plan {
    @Override
    public List<ColumnType> types() {
      return inputs.getFirst().types();
    }
  }

  /// A table of WITH RECURSIVE: the seed's rows, then again and again those that the step makes of
  /// the rows added last, until there are none. Rows keep the order in which they are added.
  ///
  /// @param id the number by which the step's [WorkingTable] names it
  /// @param all false to add each row only once
  record RecursiveUnion(
      int id, boolean all, Plan seed, Plan step, List<ColumnType> types, double rows)
      implements Plan {}

  /// The rows added last to the [RecursiveUnion] with this number.
  record WorkingTable(int id, List<ColumnType> types, double rows) implements Plan {}

  enum SetKind {
    UNION,
    INTERSECT,
    EXCEPT
  }

  /// Window functions of one partitioning and order. Output: the input's columns, then one per
  /// call.
  record Window(
      Plan input,
      List<Integer> partition,
      List<SortKey> order,
      List<WindowCall> calls,
      List<ColumnType> types)
      implements Plan {
    @Override
    public double rows() {
      return input.rows();
    }
  }

  /// @param function row_number, rank, dense_rank, lag, …, or an aggregate's name in lower case
  /// @param arguments input columns
  /// @param filter the input column that is true for the rows to aggregate, or -1
  record WindowCall(
      String function, List<Integer> arguments, int filter, Frame frame, ColumnType type) {
    /// A call without FILTER.
    public WindowCall(String function, List<Integer> arguments, Frame frame, ColumnType type) {
      this(function, arguments, -1, frame, type);
    }

    /// All columns that the call reads.
    public List<Integer> inputs() {
      if (filter < 0) {
        return arguments;
      }
      List<Integer> inputs = new ArrayList<>(arguments);
      inputs.add(filter);
      return inputs;
    }
  }

  /// @param unit ROWS, RANGE or GROUPS
  record Frame(FrameUnit unit, FrameBound start, FrameBound end, FrameExclusion exclusion) {
    /// A frame that leaves out nothing.
    public Frame(FrameUnit unit, FrameBound start, FrameBound end) {
      this(unit, start, end, FrameExclusion.NO_OTHERS);
    }
  }

  /// What a frame leaves out: the current row, it and its peers, or its peers alone.
  enum FrameExclusion {
    NO_OTHERS,
    CURRENT_ROW,
    GROUP,
    TIES
  }

  enum FrameUnit {
    ROWS,
    RANGE,
    GROUPS
  }

  /// @param offset rows or value for PRECEDING and FOLLOWING; null for unbounded and current row
  record FrameBound(FrameBoundKind kind, @Nullable Expr offset) {}

  enum FrameBoundKind {
    UNBOUNDED_PRECEDING,
    PRECEDING,
    CURRENT_ROW,
    FOLLOWING,
    UNBOUNDED_FOLLOWING
  }

  /// Set-returning functions beside the input's columns: each input row is repeated for each row
  /// that its functions return (the longest wins, the others are padded with NULL). Output: the
  /// input's columns, then the functions' columns.
  ///
  /// @param calls [Expr.Function]s of set-returning implementations, over the input's columns
  /// @param keepEmpty true for LEFT JOIN LATERAL: a row without results appears once with NULLs
  /// @param ordinality true to add a bigint row number last
  record ProjectSet(
      Plan input,
      List<Expr.Function> calls,
      boolean keepEmpty,
      boolean ordinality,
      List<ColumnType> types,
      double rows)
      implements Plan {}

  /// INSERT. The source yields all columns of the table in order, defaults included.
  ///
  /// @param checks of rows inserted
  /// @param returning over the inserted row; empty without RETURNING
  record Insert(
      int tableOid,
      String name,
      Plan source,
      @Nullable OnConflict onConflict,
      List<RowCheck> checks,
      List<Expr> returning)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return returning.stream().map(Expr::type).toList();
    }

    @Override
    public double rows() {
      return source.rows();
    }
  }

  /// ON CONFLICT.
  ///
  /// @param arbiter whose conflicts it is about: the table's oid for its primary key, an index's
  ///   oid, or [#ANY]
  /// @param assignments empty for DO NOTHING; over the existing row's columns, then the proposed
  ///   row's (`excluded`)
  /// @param existing checks of rows that are there
  /// @param checks of rows changed
  record OnConflict(
      int arbiter,
      List<Assignment> assignments,
      @Nullable Expr condition,
      List<RowCheck> existing,
      List<RowCheck> checks) {
    public static final int ANY = 0;
  }

  /// @param column the table's column
  /// @param value of the column's type
  record Assignment(int column, Expr value) {}

  /// UPDATE. The source yields the table's columns in order, the encoded key (BYTEA), and then what
  /// FROM adds; assignments and returning are over the source's columns, where returning sees the
  /// new row in the place of the old one.
  ///
  /// @param checks of the new rows
  record Update(
      int tableOid,
      String name,
      Plan source,
      List<Assignment> assignments,
      List<RowCheck> checks,
      List<Expr> returning)
      implements Plan {
    @Override
    public List<ColumnType> types() {
      return returning.stream().map(Expr::type).toList();
    }

    @Override
    public double rows() {
      return source.rows();
    }
  }

  /// MERGE. The source is as that of [Update], with NULLs for the table's columns and key where a
  /// row has no partner; a row takes the first branch that fits.
  record Merge(int tableOid, String name, Plan source, List<MergeBranch> branches) implements Plan {
    @Override
    public List<ColumnType> types() {
      return List.of();
    }

    @Override
    public double rows() {
      return source.rows();
    }
  }

  /// @param matched for rows with a partner in the table
  /// @param condition over the source's columns
  /// @param assignments of UPDATE; of INSERT all columns in order
  /// @param existing checks of rows changed or deleted
  /// @param checks of rows written
  record MergeBranch(
      boolean matched,
      @Nullable Expr condition,
      MergeAction action,
      List<Assignment> assignments,
      List<RowCheck> existing,
      List<RowCheck> checks) {}

  enum MergeAction {
    NOTHING,
    INSERT,
    UPDATE,
    DELETE
  }

  /// DELETE. The source is as that of [Update].
  record Delete(int tableOid, String name, Plan source, List<Expr> returning) implements Plan {
    @Override
    public List<ColumnType> types() {
      return returning.stream().map(Expr::type).toList();
    }

    @Override
    public double rows() {
      return source.rows();
    }
  }
}

package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column or expression of an index, of a partition key or of a conflict target.
///
/// @param expression a [Node.ColumnRef] of one name for a plain column
/// @param text the expression as written, so that it can be stored
public record IndexElement(
    Node expression,
    String text,
    @Nullable Name collation,
    @Nullable Name operatorClass,
    List<Option> operatorClassOptions,
    boolean descending,
    SortKey.Nulls nulls,
    int pos) {}

package omendb.planner.parse;

import java.util.List;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// What stood between parentheses: a query, or else at least one expression.
record Parenthesised(@Nullable Query query, List<Node> nodes) {}

/// What the planner hands over: sealed plans and expressions, free of Calcite's types.
@NullMarked
package omendb.planner.plan;

import org.jspecify.annotations.NullMarked;

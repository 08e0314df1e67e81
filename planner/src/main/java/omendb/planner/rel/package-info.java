/// The optimiser: relational algebra of typed expressions on Calcite's nodes, its rewriting, join
/// ordering, and the choice of the physical plan. No type of Calcite's leaves the planner's
/// packages.
@NullMarked
package omendb.planner.rel;

import org.jspecify.annotations.NullMarked;
